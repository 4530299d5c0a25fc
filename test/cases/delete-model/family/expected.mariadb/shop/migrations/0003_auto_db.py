from django.db import migrations


class Migration(migrations.Migration):
    # Step 2 of 2, for a later release, when no code from before 0002_auto_state runs
    # any more.
    # It drops the table shop_product and drops the table shop_book. The models do not
    # change.

    dependencies = [
        ("shop", "0002_auto_state"),
    ]

    operations = [
        migrations.RunSQL(
            sql=[
                "DROP TABLE IF EXISTS `shop_book`",
            ],
            reverse_sql=[
                "CREATE TABLE IF NOT EXISTS `shop_book` ("
                "`product_ptr_id` bigint NOT NULL PRIMARY KEY,"
                " `pages` integer NOT NULL)",
                "ALTER TABLE `shop_book`"
                " ADD CONSTRAINT `shop_book_product_ptr_id_overlap`"
                " FOREIGN KEY IF NOT EXISTS (`product_ptr_id`)"
                " REFERENCES `shop_product` (`id`) ON DELETE CASCADE",
            ],
        ),
        migrations.RunSQL(
            sql=[
                "DROP TABLE IF EXISTS `shop_product`",
            ],
            reverse_sql=[
                "CREATE TABLE IF NOT EXISTS `shop_product` ("
                "`id` bigint AUTO_INCREMENT NOT NULL PRIMARY KEY,"
                " `name` varchar(255) NOT NULL)",
            ],
        ),
    ]
