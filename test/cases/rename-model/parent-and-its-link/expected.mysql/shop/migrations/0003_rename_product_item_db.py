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
                "RENAME TABLE `shop_item` TO `shop_item_view`, `shop_product`"
                " TO `shop_item`",
                "DROP VIEW `shop_item_view`",
            ],
            reverse_sql=[
                "CREATE SQL SECURITY INVOKER VIEW `shop_product` AS"
                " SELECT `id`, `name`, `price` FROM `shop_item`",
                "CREATE SQL SECURITY INVOKER VIEW `shop_item_view` AS"
                " SELECT `id`, `name`, `price` FROM `shop_product`",
                "RENAME TABLE `shop_product` TO `shop_product_view`, `shop_item`"
                " TO `shop_product`, `shop_item_view` TO `shop_item`",
                "DROP VIEW `shop_product_view`",
            ],
        ),
        # shop_book.product_ptr_id takes the name item_ptr_id in place of its twin, at
        # one blow.
        migrations.RunSQL(
            sql=[
                "LOCK TABLES `shop_book` WRITE",
                "DROP TRIGGER `shop_book_product_ptr_id_item_ptr_id_twin_update`",
                "DROP TRIGGER `shop_book_product_ptr_id_item_ptr_id_twin_insert`",
                "ALTER TABLE `shop_book` DROP INDEX `shop_book_pkey_twin`,"
                " DROP COLUMN `item_ptr_id`, RENAME COLUMN `product_ptr_id`"
                " TO `item_ptr_id`",
                "UNLOCK TABLES",
            ],
            reverse_sql=[
                "CREATE UNIQUE INDEX `shop_book_pkey_twin`"
                " ON `shop_book` (`product_ptr_id`)",
                "ALTER TABLE `shop_book` RENAME COLUMN `item_ptr_id`"
                " TO `product_ptr_id`, RENAME COLUMN `product_ptr_id` TO `item_ptr_id`",
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
                "ALTER TABLE `shop_book` ADD COLUMN `product_ptr_id` bigint"
                " DEFAULT 0 NOT NULL",
                "DROP TRIGGER IF EXISTS"
                " `shop_book_product_ptr_id_item_ptr_id_twin_update`",
                "CREATE TRIGGER `shop_book_product_ptr_id_item_ptr_id_twin_update`"
                " BEFORE UPDATE ON `shop_book` FOR EACH ROW\n"
                "IF NOT (NEW.`item_ptr_id` <=> OLD.`item_ptr_id`) THEN\n"
                "  SET NEW.`product_ptr_id` = NEW.`item_ptr_id`;\n"
                "ELSEIF NOT (NEW.`product_ptr_id` <=> OLD.`product_ptr_id`) THEN\n"
                "  SET NEW.`item_ptr_id` = NEW.`product_ptr_id`;\n"
                "END IF",
                "DROP TRIGGER IF EXISTS"
                " `shop_book_product_ptr_id_item_ptr_id_twin_insert`",
                "CREATE TRIGGER `shop_book_product_ptr_id_item_ptr_id_twin_insert`"
                " BEFORE INSERT ON `shop_book` FOR EACH ROW\n"
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
                " FOREIGN KEY (`item_ptr_id`) REFERENCES `shop_item` (`id`)",
                "ALTER TABLE `shop_book`"
                " DROP FOREIGN KEY"
                " `shop_book_product_ptr_id_9ca18a10_fk_shop_product_id`",
            ],
            reverse_sql=[
                "ALTER TABLE `shop_book`"
                " ADD CONSTRAINT"
                " `shop_book_product_ptr_id_9ca18a10_fk_shop_product_id`"
                " FOREIGN KEY (`item_ptr_id`) REFERENCES `shop_item` (`id`)",
                "ALTER TABLE `shop_book`"
                " DROP FOREIGN KEY `shop_book_item_ptr_id_ee59cd11_fk_shop_item_id`",
                "ALTER TABLE `shop_book` ALTER COLUMN `item_ptr_id` SET DEFAULT 0",
            ],
        ),
    ]
