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
                "BEGIN NOT ATOMIC\n"
                "  IF (SELECT table_type FROM information_schema.tables WHERE"
                " table_schema = DATABASE() AND table_name = 'shop_item') = 'VIEW'"
                " THEN\n"
                "    RENAME TABLE `shop_item` TO `shop_item_view`, `shop_product`"
                " TO `shop_item`;\n"
                "  END IF;\n"
                "  DROP VIEW IF EXISTS `shop_item_view`;\n"
                "END",
            ],
            reverse_sql=[
                "BEGIN NOT ATOMIC\n"
                "  IF (SELECT table_type FROM information_schema.tables WHERE"
                " table_schema = DATABASE() AND table_name = 'shop_item') ="
                " 'BASE TABLE' THEN\n"
                "    CREATE OR REPLACE SQL SECURITY INVOKER VIEW `shop_product` AS"
                " SELECT `id`, `name`, `price` FROM `shop_item`;\n"
                "    CREATE OR REPLACE SQL SECURITY INVOKER VIEW `shop_item_view` AS"
                " SELECT `id`, `name`, `price` FROM `shop_product`;\n"
                "    RENAME TABLE `shop_product` TO `shop_product_view`, `shop_item`"
                " TO `shop_product`, `shop_item_view` TO `shop_item`;\n"
                "  END IF;\n"
                "  DROP VIEW IF EXISTS `shop_product_view`;\n"
                "END",
            ],
        ),
        # As Django calls and has them after the rename.
        migrations.RunSQL(
            sql=[
                "ALTER TABLE `shop_book`"
                " ADD CONSTRAINT `shop_book_product_ptr_id_9ca18a10_fk_shop_item_id`"
                " FOREIGN KEY IF NOT EXISTS (`product_ptr_id`)"
                " REFERENCES `shop_item` (`id`)",
                "ALTER TABLE `shop_book`"
                " DROP FOREIGN KEY IF EXISTS"
                " `shop_book_product_ptr_id_9ca18a10_fk_shop_product_id`",
            ],
            reverse_sql=[
                "ALTER TABLE `shop_book`"
                " ADD CONSTRAINT"
                " `shop_book_product_ptr_id_9ca18a10_fk_shop_product_id`"
                " FOREIGN KEY IF NOT EXISTS (`product_ptr_id`)"
                " REFERENCES `shop_item` (`id`)",
                "ALTER TABLE `shop_book`"
                " DROP FOREIGN KEY IF EXISTS"
                " `shop_book_product_ptr_id_9ca18a10_fk_shop_item_id`",
            ],
        ),
        # On the way back, where that was interrupted: shop_item is the table again, and
        # all is done once more.
        migrations.RunSQL(
            sql=migrations.RunSQL.noop,
            reverse_sql=[
                "BEGIN NOT ATOMIC\n"
                "  IF (SELECT table_type FROM information_schema.tables WHERE"
                " table_schema = DATABASE() AND table_name = 'shop_item') = 'VIEW'"
                " THEN\n"
                "    RENAME TABLE `shop_item` TO `shop_item_view`, `shop_product`"
                " TO `shop_item`;\n"
                "  END IF;\n"
                "  DROP VIEW IF EXISTS `shop_item_view`;\n"
                "END",
            ],
        ),
    ]
