from django.db import migrations


class Migration(migrations.Migration):
    # Step 1 of 2, for the release whose code no longer knows the model Product.
    # Old code may go on using the model Product while both run: its table stays. Step 2
    # drops the table shop_product: 0003_delete_product_from_db.

    dependencies = [
        ("orders", "0002_remove_order_product"),
        ("shop", "0001_initial"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.DeleteModel(
                    name="Product",
                ),
            ],
            database_operations=[],
        ),
    ]
