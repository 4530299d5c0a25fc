from django.db import migrations


class Migration(migrations.Migration):
    # Step 2 of 2, for a later release, when no code from before
    # 0002_remove_product_sku_from_state runs any more.
    # It drops the column shop_product.sku. The models do not change.

    dependencies = [
        ("shop", "0002_remove_product_sku_from_state"),
    ]

    operations = [
        migrations.RunSQL(
            sql=[
                "ALTER TABLE `shop_product` DROP COLUMN `sku`",
            ],
            reverse_sql=[
                "ALTER TABLE `shop_product` ADD COLUMN `sku` varchar(20) NULL UNIQUE",
            ],
        ),
    ]
