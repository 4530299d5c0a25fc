import django.db.models.functions
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    # Step 1 of 2, for the release whose code first knows Product.created.
    # Old code does not know the column: the database fills in the default. Step 2 drops
    # the default of shop_product.created: 0003_auto_db.

    dependencies = [
        ("shop", "0001_initial"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AddField(
                    model_name="product",
                    name="created",
                    field=models.DateTimeField(
                        auto_now_add=True, default=django.utils.timezone.now
                    ),
                    preserve_default=False,
                ),
            ],
            database_operations=[
                migrations.AddField(
                    model_name="product",
                    name="created",
                    field=models.DateTimeField(
                        db_default=django.db.models.functions.Now()
                    ),
                ),
            ],
        ),
    ]
