from django.db import migrations


class Migration(migrations.Migration):
    # Step 2 of 2, for a later release, when no code from before 0002_tag_state runs any
    # more.
    # It gives shop_tag the foreign keys of Django. The models do not change.

    dependencies = [
        ("shop", "0002_tag_state"),
    ]

    operations = [
        migrations.RunSQL(
            sql=[
                "ALTER TABLE `shop_tag_products`"
                " ADD CONSTRAINT"
                " `shop_tag_products_product_id_d2828957_fk_shop_product_id`"
                " FOREIGN KEY (`product_id`) REFERENCES `shop_product` (`id`)",
                "ALTER TABLE `shop_tag_products`"
                " ADD CONSTRAINT `shop_tag_products_tag_id_2b46437c_fk_shop_tag_id`"
                " FOREIGN KEY (`tag_id`) REFERENCES `shop_tag` (`id`)",
                "ALTER TABLE `shop_tag_products`"
                " DROP FOREIGN KEY `shop_tag_products_tag_id_overlap`",
                "ALTER TABLE `shop_tag_products`"
                " DROP FOREIGN KEY `shop_tag_products_product_id_overlap`",
                "DROP INDEX `shop_tag_products_tag_id_2b46437c` ON `shop_tag_products`",
            ],
            reverse_sql=[
                "ALTER TABLE `shop_tag_products`"
                " ADD CONSTRAINT `shop_tag_products_tag_id_overlap`"
                " FOREIGN KEY (`tag_id`) REFERENCES `shop_tag` (`id`)"
                " ON DELETE CASCADE",
                "ALTER TABLE `shop_tag_products`"
                " ADD CONSTRAINT `shop_tag_products_product_id_overlap`"
                " FOREIGN KEY (`product_id`) REFERENCES `shop_product` (`id`)"
                " ON DELETE CASCADE",
                "CREATE INDEX `shop_tag_products_tag_id_2b46437c`"
                " ON `shop_tag_products` (`tag_id`)",
                "ALTER TABLE `shop_tag_products`"
                " DROP FOREIGN KEY"
                " `shop_tag_products_product_id_d2828957_fk_shop_product_id`",
                "ALTER TABLE `shop_tag_products`"
                " DROP FOREIGN KEY `shop_tag_products_tag_id_2b46437c_fk_shop_tag_id`",
            ],
        ),
    ]
