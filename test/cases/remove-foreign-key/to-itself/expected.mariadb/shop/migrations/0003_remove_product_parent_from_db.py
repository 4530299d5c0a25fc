from django.db import migrations


class Migration(migrations.Migration):
    # Step 2 of 2, for a later release, when no code from before
    # 0002_remove_product_parent_from_state runs any more.
    # It drops the column shop_product.parent_id. The models do not change.

    dependencies = [
        ("shop", "0002_remove_product_parent_from_state"),
    ]

    operations = [
        migrations.RunSQL(
            sql=[
                "ALTER TABLE `shop_product`"
                " DROP FOREIGN KEY `shop_product_parent_id_overlap`,"
                " DROP COLUMN `parent_id`",
            ],
            reverse_sql=[
                "ALTER TABLE `shop_product` ADD COLUMN `parent_id` bigint NULL",
                "ALTER TABLE `shop_product`"
                " ADD CONSTRAINT `shop_product_parent_id_overlap`"
                " FOREIGN KEY (`parent_id`) REFERENCES `shop_product` (`id`)"
                " ON DELETE SET NULL",
            ],
        ),
    ]
