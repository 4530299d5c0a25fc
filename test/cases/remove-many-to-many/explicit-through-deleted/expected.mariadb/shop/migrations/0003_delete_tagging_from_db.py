from django.db import migrations


class Migration(migrations.Migration):
    # Step 2 of 2, for a later release, when no code from before
    # 0002_delete_tagging_from_state runs any more.
    # It drops the table shop_tagging. The models do not change.

    dependencies = [
        ("shop", "0002_delete_tagging_from_state"),
    ]

    operations = [
        migrations.RunSQL(
            sql=[
                "DROP TABLE `shop_tagging`",
            ],
            reverse_sql=[
                "CREATE TABLE `shop_tagging` ("
                "`id` bigint AUTO_INCREMENT NOT NULL PRIMARY KEY,"
                " `since` date NOT NULL,"
                " `product_id` bigint NOT NULL,"
                " `tag_id` bigint NOT NULL)",
                "ALTER TABLE `shop_tagging`"
                " ADD CONSTRAINT `shop_tagging_product_id_overlap`"
                " FOREIGN KEY (`product_id`) REFERENCES `shop_product` (`id`)"
                " ON DELETE CASCADE",
                "ALTER TABLE `shop_tagging`"
                " ADD CONSTRAINT `shop_tagging_tag_id_overlap` FOREIGN KEY (`tag_id`)"
                " REFERENCES `shop_tag` (`id`) ON DELETE CASCADE",
            ],
        ),
    ]
