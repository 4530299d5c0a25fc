from django.db import migrations


class Migration(migrations.Migration):
    # Step 2 of 2, for a later release, when no code from before
    # 0002_alter_product_table_state runs any more.
    # It renames the table of Product. The models do not change.

    # Each batch of rows, and each statement, is a transaction of its own.
    atomic = False

    dependencies = [
        ("shop", "0002_alter_product_table_state"),
    ]

    operations = [
        # shop_product takes the name products in place of the view, at one blow.
        migrations.RunSQL(
            sql=[
                "BEGIN NOT ATOMIC\n"
                "  IF (SELECT table_type FROM information_schema.tables WHERE"
                " table_schema = DATABASE() AND table_name = 'products') = 'VIEW'"
                " THEN\n"
                "    RENAME TABLE `products` TO `products_view`, `shop_product`"
                " TO `products`;\n"
                "  END IF;\n"
                "  DROP VIEW IF EXISTS `products_view`;\n"
                "END",
            ],
            reverse_sql=[
                "BEGIN NOT ATOMIC\n"
                "  IF (SELECT table_type FROM information_schema.tables WHERE"
                " table_schema = DATABASE() AND table_name = 'products') ="
                " 'BASE TABLE' THEN\n"
                "    CREATE OR REPLACE SQL SECURITY INVOKER VIEW `shop_product` AS"
                " SELECT `id`, `name`, `price` FROM `products`;\n"
                "    CREATE OR REPLACE SQL SECURITY INVOKER VIEW `products_view` AS"
                " SELECT `id`, `name`, `price` FROM `shop_product`;\n"
                "    RENAME TABLE `shop_product` TO `shop_product_view`, `products`"
                " TO `shop_product`, `products_view` TO `products`;\n"
                "  END IF;\n"
                "  DROP VIEW IF EXISTS `shop_product_view`;\n"
                "END",
            ],
        ),
    ]
