from django.db import migrations, models


class Migration(migrations.Migration):
    # Step 1 of 2, for the release whose code has the new Product.rating.
    # The column goes on taking the values that old code may write. Step 2 gives
    # shop_product.rating its new type and adds its check: 0003_auto_db.

    dependencies = [
        ("shop", "0001_initial"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="product",
                    name="rating",
                    field=models.PositiveIntegerField(),
                ),
            ],
            database_operations=[
                migrations.AlterField(
                    model_name="product",
                    name="rating",
                    field=models.BigIntegerField(),
                ),
            ],
        ),
    ]
