import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    # Step 1 of 2, for the release whose code has the new Product.owner.
    # Old code may leave the column NULL until step 2, and new code may read that.
    # Step 2 sets NOT NULL on shop_product.owner_id: 0003_auto_db.

    dependencies = [
        ("shop", "0001_initial"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="product",
                    name="owner",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        to="shop.owner",
                    ),
                ),
            ],
            database_operations=[],
        ),
    ]
