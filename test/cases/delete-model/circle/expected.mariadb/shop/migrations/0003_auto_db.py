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
                "ALTER TABLE IF EXISTS `shop_book`"
                " DROP FOREIGN KEY IF EXISTS `shop_book_author_id_overlap`",
                "DROP TABLE IF EXISTS `shop_author`",
            ],
            reverse_sql=[
                "CREATE TABLE IF NOT EXISTS `shop_author` ("
                "`id` bigint AUTO_INCREMENT NOT NULL PRIMARY KEY,"
                " `name` varchar(255) NOT NULL,"
                " `best_id` bigint NULL)",
                "ALTER TABLE `shop_author`"
                " ADD CONSTRAINT `shop_author_best_id_overlap`"
                " FOREIGN KEY IF NOT EXISTS (`best_id`) REFERENCES `shop_book` (`id`)"
                " ON DELETE SET NULL",
                "ALTER TABLE IF EXISTS `shop_book`"
                " ADD CONSTRAINT `shop_book_author_id_overlap`"
                " FOREIGN KEY IF NOT EXISTS (`author_id`)"
                " REFERENCES `shop_author` (`id`) ON DELETE CASCADE",
            ],
        ),
        migrations.RunSQL(
            sql=[
                "DROP TABLE IF EXISTS `shop_book`",
            ],
            reverse_sql=[
                "CREATE TABLE IF NOT EXISTS `shop_book` ("
                "`id` bigint AUTO_INCREMENT NOT NULL PRIMARY KEY,"
                " `name` varchar(255) NOT NULL,"
                " `author_id` bigint NOT NULL)",
                "CREATE INDEX IF NOT EXISTS `shop_book_author_id_overlap`"
                " ON `shop_book` (`author_id`)",
            ],
        ),
    ]
