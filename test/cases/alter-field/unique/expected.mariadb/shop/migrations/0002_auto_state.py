from django.db import migrations, models


class Migration(migrations.Migration):
    # Step 1 of 2, for the release whose code has the new Product.sku.
    # Old code may write the same value twice until step 2. Step 2 makes
    # shop_product.sku unique: 0003_auto_db.

    dependencies = [
        ("shop", "0001_initial"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="product",
                    name="sku",
                    field=models.CharField(max_length=20, unique=True),
                ),
            ],
            database_operations=[],
        ),
    ]
