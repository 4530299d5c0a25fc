from django.db import migrations


class Migration(migrations.Migration):
    # Step 2 of 2, for a later release, when no code from before 0002_order_state runs
    # any more.
    # It gives shop_order the foreign keys of Django. The models do not change.

    dependencies = [
        ("shop", "0002_order_state"),
    ]

    operations = [
        migrations.RunSQL(
            sql=[
                "ALTER TABLE `shop_order`"
                " ADD CONSTRAINT `shop_order_owner_id_220c6c20_fk_shop_owner_id`"
                " FOREIGN KEY IF NOT EXISTS (`owner_id`)"
                " REFERENCES `shop_owner` (`id`)",
                "ALTER TABLE `shop_order`"
                " DROP FOREIGN KEY IF EXISTS `shop_order_owner_id_overlap`",
            ],
            reverse_sql=[
                "ALTER TABLE `shop_order` ADD CONSTRAINT `shop_order_owner_id_overlap`"
                " FOREIGN KEY IF NOT EXISTS (`owner_id`)"
                " REFERENCES `shop_owner` (`id`) ON DELETE CASCADE",
                "ALTER TABLE `shop_order`"
                " DROP FOREIGN KEY IF EXISTS"
                " `shop_order_owner_id_220c6c20_fk_shop_owner_id`",
            ],
        ),
        migrations.RunSQL(
            sql=[
                "ALTER TABLE `shop_order`"
                " ADD CONSTRAINT `shop_order_product_id_0eef2166_fk_shop_product_id`"
                " FOREIGN KEY IF NOT EXISTS (`product_id`)"
                " REFERENCES `shop_product` (`id`)",
                "ALTER TABLE `shop_order`"
                " DROP FOREIGN KEY IF EXISTS `shop_order_product_id_overlap`",
            ],
            reverse_sql=[
                "ALTER TABLE `shop_order`"
                " ADD CONSTRAINT `shop_order_product_id_overlap`"
                " FOREIGN KEY IF NOT EXISTS (`product_id`)"
                " REFERENCES `shop_product` (`id`) ON DELETE CASCADE",
                "ALTER TABLE `shop_order`"
                " DROP FOREIGN KEY IF EXISTS"
                " `shop_order_product_id_0eef2166_fk_shop_product_id`",
            ],
        ),
    ]
