from django.db import migrations


class Migration(migrations.Migration):
    # Step 2 of 2, for a later release, when no code from before 0002_auto_state runs
    # any more.
    # It drops the table shop_author and drops the table shop_book. The models do not
    # change.

    dependencies = [
        ("shop", "0002_auto_state"),
    ]

    operations = [
        migrations.RunSQL(
            sql=[
                "ALTER TABLE `shop_book`"
                " DROP FOREIGN KEY `shop_book_author_id_overlap`",
                "DROP TABLE `shop_author`",
            ],
            reverse_sql=[
                "CREATE TABLE `shop_author` ("
                "`id` bigint AUTO_INCREMENT NOT NULL PRIMARY KEY,"
                " `name` varchar(255) NOT NULL,"
                " `best_id` bigint NULL)",
                "ALTER TABLE `shop_author`"
                " ADD CONSTRAINT `shop_author_best_id_overlap` FOREIGN KEY (`best_id`)"
                " REFERENCES `shop_book` (`id`) ON DELETE SET NULL",
                "ALTER TABLE `shop_book` ADD CONSTRAINT `shop_book_author_id_overlap`"
                " FOREIGN KEY (`author_id`) REFERENCES `shop_author` (`id`)"
                " ON DELETE CASCADE",
            ],
        ),
        migrations.RunSQL(
            sql=[
                "DROP TABLE `shop_book`",
            ],
            reverse_sql=[
                "CREATE TABLE `shop_book` ("
                "`id` bigint AUTO_INCREMENT NOT NULL PRIMARY KEY,"
                " `name` varchar(255) NOT NULL,"
                " `author_id` bigint NOT NULL)",
                "CREATE INDEX `shop_book_author_id_overlap`"
                " ON `shop_book` (`author_id`)",
            ],
        ),
    ]
