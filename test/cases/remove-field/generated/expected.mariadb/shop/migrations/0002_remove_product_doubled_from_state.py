from django.db import migrations


class Migration(migrations.Migration):
    # Step 1 of 2, for the release whose code no longer knows Product.doubled.
    # Old code may go on using the column while both run: new code leaves it out, which
    # it allows as it is. Step 2 drops the column shop_product.doubled:
    # 0003_remove_product_doubled_from_db.

    dependencies = [
        ("shop", "0001_initial"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RemoveField(
                    model_name="product",
                    name="doubled",
                ),
            ],
            database_operations=[],
        ),
    ]
