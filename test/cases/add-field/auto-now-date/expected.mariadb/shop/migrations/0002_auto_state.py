import django.db.models.functions
from django.db import migrations, models


class Migration(migrations.Migration):
    # Step 1 of 2, for the release whose code first knows Product.changed.
    # Old code does not know the column: the database fills in the default. Step 2 drops
    # the default of shop_product.changed: 0003_auto_db.

    dependencies = [
        ("shop", "0001_initial"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AddField(
                    model_name="product",
                    name="changed",
                    field=models.DateField(auto_now=True),
                ),
            ],
            database_operations=[
                migrations.AddField(
                    model_name="product",
                    name="changed",
                    field=models.DateField(db_default=django.db.models.functions.Now()),
                ),
            ],
        ),
    ]
