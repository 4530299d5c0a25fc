from django.db import migrations


class Migration(migrations.Migration):
    # Step 2 of 2, for a later release, when no code from before
    # 0002_rename_tags_product_labels_state runs any more.
    # It renames the table of Product.labels. The models do not change.

    # Each batch of rows, and each statement, is a transaction of its own.
    atomic = False

    dependencies = [
        ("shop", "0002_rename_tags_product_labels_state"),
    ]

    operations = [
        # shop_product_tags takes the name shop_product_labels in place of the view, at
        # one blow.
        migrations.RunSQL(
            sql=[
                "BEGIN NOT ATOMIC\n"
                "  IF (SELECT table_type FROM information_schema.tables WHERE"
                " table_schema = DATABASE() AND table_name = 'shop_product_labels') ="
                " 'VIEW' THEN\n"
                "    RENAME TABLE `shop_product_labels`"
                " TO `shop_product_labels_view`, `shop_product_tags`"
                " TO `shop_product_labels`;\n"
                "  END IF;\n"
                "  DROP VIEW IF EXISTS `shop_product_labels_view`;\n"
                "END",
            ],
            reverse_sql=[
                "BEGIN NOT ATOMIC\n"
                "  IF (SELECT table_type FROM information_schema.tables WHERE"
                " table_schema = DATABASE() AND table_name = 'shop_product_labels') ="
                " 'BASE TABLE' THEN\n"
                "    CREATE OR REPLACE SQL SECURITY INVOKER VIEW `shop_product_tags`"
                " AS SELECT `id`, `product_id`, `tag_id` FROM `shop_product_labels`;\n"
                "    CREATE OR REPLACE SQL SECURITY INVOKER VIEW"
                " `shop_product_labels_view` AS SELECT `id`, `product_id`, `tag_id`"
                " FROM `shop_product_tags`;\n"
                "    RENAME TABLE `shop_product_tags`"
                " TO `shop_product_tags_view`, `shop_product_labels`"
                " TO `shop_product_tags`, `shop_product_labels_view`"
                " TO `shop_product_labels`;\n"
                "  END IF;\n"
                "  DROP VIEW IF EXISTS `shop_product_tags_view`;\n"
                "END",
            ],
        ),
    ]
