from django.db import migrations


class Migration(migrations.Migration):
    # Step 2 of 2, for a later release, when no code from before
    # 0002_rename_product_item_state runs any more.
    # It renames the table of Item. The models do not change.

    # Each batch of rows, and each statement, is a transaction of its own.
    atomic = False

    dependencies = [
        ("shop", "0002_rename_product_item_state"),
    ]

    operations = [
        # shop_product takes the name shop_item in place of the view, at one blow.
        migrations.RunSQL(
            sql=[
                "RENAME TABLE `shop_item` TO `shop_item_view`, `shop_product`"
                " TO `shop_item`",
                "DROP VIEW `shop_item_view`",
            ],
            reverse_sql=[
                "CREATE SQL SECURITY INVOKER VIEW `shop_product` AS"
                " SELECT `id`, `name`, `price` FROM `shop_item`",
                "CREATE SQL SECURITY INVOKER VIEW `shop_item_view` AS"
                " SELECT `id`, `name`, `price` FROM `shop_product`",
                "RENAME TABLE `shop_product` TO `shop_product_view`, `shop_item`"
                " TO `shop_product`, `shop_item_view` TO `shop_item`",
                "DROP VIEW `shop_product_view`",
            ],
        ),
        # As Django calls and has them after the rename.
        migrations.RunSQL(
            sql=[
                "ALTER TABLE `shop_review`"
                " ADD CONSTRAINT `shop_review_product_id_f74dddfd_fk_shop_item_id`"
                " FOREIGN KEY (`product_id`) REFERENCES `shop_item` (`id`)",
                "ALTER TABLE `shop_review`"
                " DROP FOREIGN KEY"
                " `shop_review_product_id_f74dddfd_fk_shop_product_id`",
            ],
            reverse_sql=[
                "ALTER TABLE `shop_review`"
                " ADD CONSTRAINT `shop_review_product_id_f74dddfd_fk_shop_product_id`"
                " FOREIGN KEY (`product_id`) REFERENCES `shop_item` (`id`)",
                "ALTER TABLE `shop_review`"
                " DROP FOREIGN KEY `shop_review_product_id_f74dddfd_fk_shop_item_id`",
            ],
        ),
    ]
