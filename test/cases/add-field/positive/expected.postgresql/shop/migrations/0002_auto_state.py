from django.db import migrations, models


class Migration(migrations.Migration):
    # Step 1 of 2, for the release whose code first knows Product.stock.
    # Old code does not know the column: the database fills in the default. Step 2 drops
    # the default of shop_product.stock: 0003_auto_db.

    dependencies = [
        ("shop", "0001_initial"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AddField(
                    model_name="product",
                    name="stock",
                    field=models.PositiveIntegerField(default=1),
                ),
            ],
            database_operations=[
                migrations.AddField(
                    model_name="product",
                    name="stock",
                    field=models.PositiveIntegerField(db_default=1),
                ),
            ],
        ),
    ]
