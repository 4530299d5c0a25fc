from django.db import migrations


class Migration(migrations.Migration):
    # Step 2 of 2, for a later release, when no code from before
    # 0002_delete_product_from_state runs any more.
    # It drops the table shop_product. The models do not change.

    dependencies = [
        ("shop", "0002_delete_product_from_state"),
    ]

    operations = [
        migrations.RunSQL(
            sql=[
                "DROP TABLE `shop_product`",
            ],
            reverse_sql=[
                "CREATE TABLE `shop_product` ("
                "`id` bigint AUTO_INCREMENT NOT NULL PRIMARY KEY,"
                " `name` varchar(255) NOT NULL,"
                " `owner_id` bigint NOT NULL)",
                "ALTER TABLE `shop_product`"
                " ADD CONSTRAINT `shop_product_owner_id_overlap`"
                " FOREIGN KEY (`owner_id`) REFERENCES `shop_owner` (`id`)"
                " ON DELETE CASCADE",
            ],
        ),
    ]
