from django.db import migrations, models


class Migration(migrations.Migration):
    # Step 1 of 2, for the release whose code first knows Product.sku.
    # Old code does not know the column: the database fills in the default. Step 2 drops
    # the default of shop_product.sku: 0003_product_sku_db.

    dependencies = [
        ("shop", "0001_initial"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AddField(
                    model_name="product",
                    name="sku",
                    field=models.CharField(default="", max_length=20),
                ),
            ],
            database_operations=[
                migrations.AddField(
                    model_name="product",
                    name="sku",
                    field=models.CharField(db_default="", max_length=20),
                ),
            ],
        ),
    ]
