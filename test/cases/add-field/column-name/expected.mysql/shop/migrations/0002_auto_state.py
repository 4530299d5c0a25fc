from django.db import migrations, models


class Migration(migrations.Migration):
    # Step 1 of 2, for the release whose code first knows Product.sku.
    # Old code does not know the column: the database fills in the default. Step 2 drops
    # the default of shop_product.stock keeping unit: 0003_auto_db.

    dependencies = [
        ("shop", "0001_initial"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AddField(
                    model_name="product",
                    name="sku",
                    field=models.CharField(
                        db_column="stock keeping unit", default="it's", max_length=20
                    ),
                ),
            ],
            database_operations=[
                migrations.AddField(
                    model_name="product",
                    name="sku",
                    field=models.CharField(
                        db_column="stock keeping unit", db_default="it's", max_length=20
                    ),
                ),
            ],
        ),
    ]
