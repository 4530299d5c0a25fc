from django.db import migrations


class Migration(migrations.Migration):
    # Step 2 of 2, for a later release, when no code from before
    # 0002_remove_product_tags_from_state runs any more.
    # It drops the table Product Tags. The models do not change.

    dependencies = [
        ("shop", "0002_remove_product_tags_from_state"),
    ]

    operations = [
        migrations.RunSQL(
            sql=[
                "DROP TABLE `Product Tags`",
            ],
            reverse_sql=[
                "CREATE TABLE `Product Tags` ("
                "`id` bigint AUTO_INCREMENT NOT NULL PRIMARY KEY,"
                " `product_id` bigint NOT NULL,"
                " `tag_id` bigint NOT NULL)",
                "ALTER TABLE `Product Tags`"
                " ADD CONSTRAINT `Product Tags_product_id_tag_id_a4c97fdb_uniq`"
                " UNIQUE (`product_id`, `tag_id`)",
                "ALTER TABLE `Product Tags`"
                " ADD CONSTRAINT `Product Tags_product_id_overlap`"
                " FOREIGN KEY (`product_id`) REFERENCES `shop_product` (`id`)"
                " ON DELETE CASCADE",
                "ALTER TABLE `Product Tags`"
                " ADD CONSTRAINT `Product Tags_tag_id_overlap` FOREIGN KEY (`tag_id`)"
                " REFERENCES `shop_tag` (`id`) ON DELETE CASCADE",
            ],
        ),
    ]
