from django.db import migrations, models


class Migration(migrations.Migration):
    # Step 1 of 2, for the release whose code has the new Product.sku.
    # Old code may leave the column NULL until step 2, and new code may read that.
    # Step 2 sets NOT NULL on shop_product.sku and makes it unique:
    # 0003_alter_product_sku_db.

    dependencies = [
        ("shop", "0001_initial"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="product",
                    name="sku",
                    field=models.CharField(
                        verbose_name="SKU", max_length=20, unique=True
                    ),
                ),
            ],
            database_operations=[
                migrations.AlterField(
                    model_name="product",
                    name="sku",
                    field=models.CharField(max_length=20, null=True),
                ),
            ],
        ),
    ]
