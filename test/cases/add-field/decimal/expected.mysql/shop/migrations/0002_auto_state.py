import decimal

from django.db import migrations, models


class Migration(migrations.Migration):
    # Step 1 of 2, for the release whose code first knows Product.price.
    # Old code does not know the column: the database fills in the default. Step 2 drops
    # the default of shop_product.price: 0003_auto_db.

    dependencies = [
        ("shop", "0001_initial"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AddField(
                    model_name="product",
                    name="price",
                    field=models.DecimalField(
                        decimal_places=2, default=decimal.Decimal("9.95"), max_digits=8
                    ),
                ),
            ],
            database_operations=[
                migrations.AddField(
                    model_name="product",
                    name="price",
                    field=models.DecimalField(
                        db_default=decimal.Decimal("9.95"),
                        decimal_places=2,
                        max_digits=8,
                    ),
                ),
            ],
        ),
    ]
