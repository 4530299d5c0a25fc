import time
from django.db import migrations, transaction


def copy_shop_book_item_ptr_id_to_product_ptr_id(apps, schema_editor):
    """Copy item_ptr_id to product_ptr_id in all rows of shop_book, 1,000 at a time.

    Rows that others have locked are left for a later round, so that this never waits
    for them and they never for long. Triggers keep the two equal in rows that are
    written meanwhile.
    """
    connection = schema_editor.connection
    unequal = (
        "SELECT `item_ptr_id` FROM `shop_book`"
        " WHERE NOT (`product_ptr_id` <=> `item_ptr_id`)"
    )
    update = (
        "UPDATE `shop_book` FORCE INDEX (PRIMARY) SET `product_ptr_id` = `item_ptr_id`"
        " WHERE `item_ptr_id` IN"
    )
    batch = " ORDER BY `item_ptr_id` LIMIT 1000 FOR UPDATE"
    among = " AND `item_ptr_id` IN"
    # Where each batch is a transaction of its own. In one for all, whoever holds a row
    # may be waiting for an earlier batch, and the database has to notice.
    if (
        connection.features.has_select_for_update_skip_locked
        and not connection.in_atomic_block
    ):
        batch += " SKIP LOCKED"
    keys = []
    with connection.cursor() as cursor:
        while True:
            after = " AND `item_ptr_id` > %s" if keys else ""
            with transaction.atomic(using=connection.alias, savepoint=False):
                cursor.execute(unequal + after + batch, keys[-1:])
                keys = [key for (key,) in cursor.fetchall()]
                if keys:
                    marks = ", ".join(["%s"] * len(keys))
                    cursor.execute(f"{update} ({marks})", keys)
                    cursor.execute(f"{unequal}{among} ({marks})", keys)
                    if cursor.fetchone() is not None:
                        raise RuntimeError(
                            "Another trigger of shop_book writes item_ptr_id or product_ptr_id."
                        )
                    continue
            cursor.execute(unequal + " LIMIT 1", [])
            if cursor.fetchone() is None:
                return
            time.sleep(0.2)


class Migration(migrations.Migration):
    # Step 2 of 2, for a later release, when no code from before
    # 0002_rename_product_item_state runs any more.
    # It renames the table of Item and renames the column of Book.item_ptr. The models
    # do not change.

    # Each batch of rows, and each statement, is a transaction of its own.
    atomic = False

    dependencies = [
        ("shop", "0002_rename_product_item_state"),
    ]

    operations = [
        # shop_product takes the name shop_item in place of the view, at one blow.
        migrations.RunSQL(
            sql=[
                "BEGIN NOT ATOMIC\n"
                "  IF (SELECT table_type FROM information_schema.tables WHERE"
                " table_schema = DATABASE() AND table_name = 'shop_item') = 'VIEW'"
                " THEN\n"
                "    RENAME TABLE `shop_item` TO `shop_item_view`, `shop_product`"
                " TO `shop_item`;\n"
                "  END IF;\n"
                "  DROP VIEW IF EXISTS `shop_item_view`;\n"
                "END",
            ],
            reverse_sql=[
                "BEGIN NOT ATOMIC\n"
                "  IF (SELECT table_type FROM information_schema.tables WHERE"
                " table_schema = DATABASE() AND table_name = 'shop_item') ="
                " 'BASE TABLE' THEN\n"
                "    CREATE OR REPLACE SQL SECURITY INVOKER VIEW `shop_product` AS"
                " SELECT `id`, `name`, `price` FROM `shop_item`;\n"
                "    CREATE OR REPLACE SQL SECURITY INVOKER VIEW `shop_item_view` AS"
                " SELECT `id`, `name`, `price` FROM `shop_product`;\n"
                "    RENAME TABLE `shop_product` TO `shop_product_view`, `shop_item`"
                " TO `shop_product`, `shop_item_view` TO `shop_item`;\n"
                "  END IF;\n"
                "  DROP VIEW IF EXISTS `shop_product_view`;\n"
                "END",
            ],
        ),
        # shop_book.product_ptr_id takes the name item_ptr_id in place of its twin, at
        # one blow.
        migrations.RunSQL(
            sql=[
                "LOCK TABLES `shop_book` WRITE",
                "BEGIN NOT ATOMIC\n"
                "  IF EXISTS (SELECT 1 FROM information_schema.columns WHERE"
                " table_schema = DATABASE() AND table_name = 'shop_book' AND"
                " column_name = 'product_ptr_id') THEN\n"
                "    IF NOT EXISTS (SELECT 1 FROM information_schema.triggers WHERE"
                " trigger_schema = DATABASE() AND trigger_name ="
                " 'shop_book_product_ptr_id_item_ptr_id_twin_update') THEN\n"
                "      UPDATE `shop_book` SET `product_ptr_id` = `item_ptr_id`"
                " WHERE NOT (CAST(`product_ptr_id` AS BINARY) <=> CAST(`item_ptr_id`"
                " AS BINARY));\n"
                "    END IF;\n"
                "    DROP TRIGGER IF EXISTS"
                " `shop_book_product_ptr_id_item_ptr_id_twin_update`;\n"
                "    DROP TRIGGER IF EXISTS"
                " `shop_book_product_ptr_id_item_ptr_id_twin_insert`;\n"
                "    ALTER TABLE `shop_book` DROP INDEX `shop_book_pkey_twin`,"
                " DROP COLUMN `item_ptr_id`, RENAME COLUMN `product_ptr_id`"
                " TO `item_ptr_id`;\n"
                "  END IF;\n"
                "END",
                "UNLOCK TABLES",
            ],
            reverse_sql=[
                "CREATE UNIQUE INDEX IF NOT EXISTS `shop_book_pkey_twin`"
                " ON `shop_book` (`product_ptr_id`)",
                "BEGIN NOT ATOMIC\n"
                "  IF (SELECT ordinal_position FROM information_schema.columns WHERE"
                " table_schema = DATABASE() AND table_name = 'shop_book' AND"
                " column_name = 'item_ptr_id') < (SELECT ordinal_position FROM"
                " information_schema.columns WHERE table_schema = DATABASE() AND"
                " table_name = 'shop_book' AND column_name = 'product_ptr_id') THEN\n"
                "    ALTER TABLE `shop_book` RENAME COLUMN `item_ptr_id`"
                " TO `product_ptr_id`, RENAME COLUMN `product_ptr_id`"
                " TO `item_ptr_id`;\n"
                "  END IF;\n"
                "END",
            ],
        ),
        migrations.RunPython(
            migrations.RunPython.noop,
            copy_shop_book_item_ptr_id_to_product_ptr_id,
        ),
        # On the way back, both names again.
        migrations.RunSQL(
            sql=migrations.RunSQL.noop,
            reverse_sql=[
                "ALTER TABLE `shop_book`"
                " ADD COLUMN IF NOT EXISTS `product_ptr_id` bigint DEFAULT 0 NOT NULL",
                "CREATE OR REPLACE TRIGGER"
                " `shop_book_product_ptr_id_item_ptr_id_twin_update` BEFORE UPDATE ON"
                " `shop_book` FOR EACH ROW\n"
                "IF NOT (NEW.`item_ptr_id` <=> OLD.`item_ptr_id`) THEN\n"
                "  SET NEW.`product_ptr_id` = NEW.`item_ptr_id`;\n"
                "ELSEIF NOT (NEW.`product_ptr_id` <=> OLD.`product_ptr_id`) THEN\n"
                "  SET NEW.`item_ptr_id` = NEW.`product_ptr_id`;\n"
                "END IF",
                "CREATE OR REPLACE TRIGGER"
                " `shop_book_product_ptr_id_item_ptr_id_twin_insert` BEFORE INSERT"
                " ON `shop_book` FOR EACH ROW\n"
                "IF NEW.`item_ptr_id` <=> (0) THEN\n"
                "  SET NEW.`item_ptr_id` = NEW.`product_ptr_id`;\n"
                "ELSE\n"
                "  SET NEW.`product_ptr_id` = NEW.`item_ptr_id`;\n"
                "END IF",
            ],
        ),
        # As Django calls and has them after the rename.
        migrations.RunSQL(
            sql=[
                "ALTER TABLE `shop_book` ALTER COLUMN `item_ptr_id` DROP DEFAULT",
                "ALTER TABLE `shop_book`"
                " ADD CONSTRAINT `shop_book_item_ptr_id_ee59cd11_fk_shop_item_id`"
                " FOREIGN KEY IF NOT EXISTS (`item_ptr_id`)"
                " REFERENCES `shop_item` (`id`)",
                "ALTER TABLE `shop_book`"
                " DROP FOREIGN KEY IF EXISTS"
                " `shop_book_product_ptr_id_9ca18a10_fk_shop_product_id`",
            ],
            reverse_sql=[
                "ALTER TABLE `shop_book`"
                " ADD CONSTRAINT"
                " `shop_book_product_ptr_id_9ca18a10_fk_shop_product_id`"
                " FOREIGN KEY IF NOT EXISTS (`item_ptr_id`)"
                " REFERENCES `shop_item` (`id`)",
                "ALTER TABLE `shop_book`"
                " DROP FOREIGN KEY IF EXISTS"
                " `shop_book_item_ptr_id_ee59cd11_fk_shop_item_id`",
                "ALTER TABLE `shop_book` ALTER COLUMN `item_ptr_id` SET DEFAULT 0",
            ],
        ),
        # On the way back, where that was interrupted: shop_item is the table again, and
        # all is done once more.
        migrations.RunSQL(
            sql=migrations.RunSQL.noop,
            reverse_sql=[
                "BEGIN NOT ATOMIC\n"
                "  IF (SELECT table_type FROM information_schema.tables WHERE"
                " table_schema = DATABASE() AND table_name = 'shop_item') = 'VIEW'"
                " THEN\n"
                "    RENAME TABLE `shop_item` TO `shop_item_view`, `shop_product`"
                " TO `shop_item`;\n"
                "  END IF;\n"
                "  DROP VIEW IF EXISTS `shop_item_view`;\n"
                "END",
            ],
        ),
    ]
