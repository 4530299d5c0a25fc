from django.db import migrations


class Migration(migrations.Migration):
    # Step 2 of 2, for a later release, when no code from before 0002_auto_state runs
    # any more.
    # It drops the table shop_product and drops the table shop_owner. The models do not
    # change.

    dependencies = [
        ("shop", "0002_auto_state"),
    ]

    operations = [
        migrations.RunSQL(
            sql=[
                "DROP TABLE IF EXISTS `shop_product`",
            ],
            reverse_sql=[
                "CREATE TABLE IF NOT EXISTS `shop_product` ("
                "`id` bigint AUTO_INCREMENT NOT NULL PRIMARY KEY,"
                " `name` varchar(255) NOT NULL,"
                " `owner_id` bigint NOT NULL,"
                " `rating` integer NOT NULL)",
                "ALTER TABLE `shop_product`"
                " ADD CONSTRAINT `shop_product_owner_id_overlap`"
                " FOREIGN KEY IF NOT EXISTS (`owner_id`)"
                " REFERENCES `shop_owner` (`id`) ON DELETE CASCADE",
            ],
        ),
        migrations.RunSQL(
            sql=[
                "DROP TABLE IF EXISTS `shop_owner`",
            ],
            reverse_sql=[
                "CREATE TABLE IF NOT EXISTS `shop_owner` ("
                "`id` bigint AUTO_INCREMENT NOT NULL PRIMARY KEY,"
                " `name` varchar(255) NOT NULL)",
            ],
        ),
    ]
