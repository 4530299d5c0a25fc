from django.db import migrations


class Migration(migrations.Migration):
    # Step 2 of 2, for a later release, when no code from before
    # 0002_remove_product_price_from_state runs any more.
    # It drops the column shop_product.price. The models do not change.

    dependencies = [
        ("shop", "0002_remove_product_price_from_state"),
    ]

    operations = [
        migrations.RunSQL(
            sql=[
                "ALTER TABLE `shop_product` DROP COLUMN `price`",
            ],
            reverse_sql=[
                "ALTER TABLE `shop_product` ADD COLUMN `price` numeric(6, 2)"
                " DEFAULT '9.90' NOT NULL",
            ],
        ),
    ]
