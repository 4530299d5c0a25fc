from django.db import migrations


class Migration(migrations.Migration):
    # Step 2 of 2, for a later release, when no code from before
    # 0002_remove_product_code_from_state runs any more.
    # It drops the column shop_product.code. The models do not change.

    dependencies = [
        ("shop", "0002_remove_product_code_from_state"),
    ]

    operations = [
        migrations.RunSQL(
            sql=[
                "ALTER TABLE `shop_product` DROP COLUMN `code`",
            ],
            reverse_sql=[
                "ALTER TABLE `shop_product` ADD COLUMN `code` varchar(20)"
                " DEFAULT '' NOT NULL",
                "CREATE INDEX `shop_product_code_fdb8d8a6` ON `shop_product` (`code`)",
            ],
        ),
    ]
