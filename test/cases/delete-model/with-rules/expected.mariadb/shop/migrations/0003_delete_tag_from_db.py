from django.db import migrations


class Migration(migrations.Migration):
    # Step 2 of 2, for a later release, when no code from before
    # 0002_delete_tag_from_state runs any more.
    # It drops the table shop_tag. The models do not change.

    dependencies = [
        ("shop", "0002_delete_tag_from_state"),
    ]

    operations = [
        migrations.RunSQL(
            sql=[
                "DROP TABLE `shop_tag`",
            ],
            reverse_sql=[
                "CREATE TABLE `shop_tag` ("
                "`id` bigint AUTO_INCREMENT NOT NULL PRIMARY KEY,"
                " `name` varchar(255) NOT NULL,"
                " `slug` varchar(50) NOT NULL UNIQUE,"
                " `rank` integer UNSIGNED NOT NULL CHECK (`rank` >= 0))",
                "ALTER TABLE `shop_tag`"
                " ADD CONSTRAINT `shop_tag_name_rank_e482718a_uniq`"
                " UNIQUE (`name`, `rank`)",
                "CREATE INDEX `tag_name_idx` ON `shop_tag` (`name`)",
            ],
        ),
    ]
