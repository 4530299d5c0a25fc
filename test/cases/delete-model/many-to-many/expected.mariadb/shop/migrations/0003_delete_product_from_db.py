from django.db import migrations


class Migration(migrations.Migration):
    # Step 2 of 2, for a later release, when no code from before
    # 0002_delete_product_from_state runs any more.
    # It drops the tables shop_product_tags, shop_product. The models do not change.

    dependencies = [
        ("shop", "0002_delete_product_from_state"),
    ]

    operations = [
        migrations.RunSQL(
            sql=[
                "DROP TABLE IF EXISTS `shop_product_tags`",
                "DROP TABLE IF EXISTS `shop_product`",
            ],
            reverse_sql=[
                "CREATE TABLE IF NOT EXISTS `shop_product` ("
                "`id` bigint AUTO_INCREMENT NOT NULL PRIMARY KEY,"
                " `name` varchar(255) NOT NULL)",
                "CREATE TABLE IF NOT EXISTS `shop_product_tags` ("
                "`id` bigint AUTO_INCREMENT NOT NULL PRIMARY KEY,"
                " `product_id` bigint NOT NULL,"
                " `tag_id` bigint NOT NULL)",
                "ALTER TABLE `shop_product_tags`"
                " ADD CONSTRAINT `shop_product_tags_product_id_tag_id_a244154e_uniq`"
                " UNIQUE IF NOT EXISTS (`product_id`, `tag_id`)",
                "ALTER TABLE `shop_product_tags`"
                " ADD CONSTRAINT `shop_product_tags_product_id_overlap`"
                " FOREIGN KEY IF NOT EXISTS (`product_id`)"
                " REFERENCES `shop_product` (`id`) ON DELETE CASCADE",
                "ALTER TABLE `shop_product_tags`"
                " ADD CONSTRAINT `shop_product_tags_tag_id_overlap`"
                " FOREIGN KEY IF NOT EXISTS (`tag_id`) REFERENCES `shop_tag` (`id`)"
                " ON DELETE CASCADE",
            ],
        ),
    ]
