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
                "RENAME TABLE `products` TO `products_view`, `shop_product`"
                " TO `products`",
                "DROP VIEW `products_view`",
            ],
            reverse_sql=[
                "CREATE SQL SECURITY INVOKER VIEW `shop_product` AS"
                " SELECT `id`, `name`, `price` FROM `products`",
                "CREATE SQL SECURITY INVOKER VIEW `products_view` AS"
                " SELECT `id`, `name`, `price` FROM `shop_product`",
                "RENAME TABLE `shop_product` TO `shop_product_view`, `products`"
                " TO `shop_product`, `products_view` TO `products`",
                "DROP VIEW `shop_product_view`",
            ],
        ),
    ]
