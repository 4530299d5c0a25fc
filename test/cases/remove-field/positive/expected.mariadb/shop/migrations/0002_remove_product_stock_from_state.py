from django.db import migrations, models


class Migration(migrations.Migration):
    # Step 1 of 2, for the release whose code no longer knows Product.stock.
    # Old code may go on using the column while both run: new code leaves it out, and
    # the database fills in a default. Step 2 drops the column shop_product.stock:
    # 0003_remove_product_stock_from_db.

    dependencies = [
        ("shop", "0001_initial"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RemoveField(
                    model_name="product",
                    name="stock",
                ),
            ],
            database_operations=[
                migrations.AlterField(
                    model_name="product",
                    name="stock",
                    field=models.PositiveIntegerField(db_default=0),
                ),
            ],
        ),
    ]
