from django.db import migrations


class Migration(migrations.Migration):
    # Step 2 of 2, for a later release, when no code from before
    # 0002_remove_product_related_from_state runs any more.
    # It drops the table shop_product_related. The models do not change.

    dependencies = [
        ("shop", "0002_remove_product_related_from_state"),
    ]

    operations = [
        migrations.RunSQL(
            sql=[
                "DROP TABLE `shop_product_related`",
            ],
            reverse_sql=[
                "CREATE TABLE `shop_product_related` ("
                "`id` bigint AUTO_INCREMENT NOT NULL PRIMARY KEY,"
                " `from_product_id` bigint NOT NULL,"
                " `to_product_id` bigint NOT NULL)",
                "ALTER TABLE `shop_product_related`"
                " ADD CONSTRAINT"
                " `shop_product_related_from_product_id_to_product_id_f2ed32da_uniq`"
                " UNIQUE (`from_product_id`, `to_product_id`)",
                "ALTER TABLE `shop_product_related`"
                " ADD CONSTRAINT `shop_product_related_from_product_id_overlap`"
                " FOREIGN KEY (`from_product_id`) REFERENCES `shop_product` (`id`)"
                " ON DELETE CASCADE",
                "ALTER TABLE `shop_product_related`"
                " ADD CONSTRAINT `shop_product_related_to_product_id_overlap`"
                " FOREIGN KEY (`to_product_id`) REFERENCES `shop_product` (`id`)"
                " ON DELETE CASCADE",
            ],
        ),
    ]
