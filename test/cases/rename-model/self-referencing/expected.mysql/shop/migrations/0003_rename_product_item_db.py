import time
from django.db import migrations, transaction


def copy_shop_item_similar_to_item_id_to_to_product_id(apps, schema_editor):
    """Copy to_item_id to to_product_id in all rows of shop_item_similar, 1,000 at a
    time.

    Rows that others have locked are left for a later round, so that this never waits
    for them and they never for long. Triggers keep the two equal in rows that are
    written meanwhile.
    """
    connection = schema_editor.connection
    unequal = (
        "SELECT `id` FROM `shop_item_similar`"
        " WHERE NOT (`to_product_id` <=> `to_item_id`)"
    )
    update = (
        "UPDATE `shop_item_similar` FORCE INDEX (PRIMARY)"
        " SET `to_product_id` = `to_item_id` WHERE `id` IN"
    )
    batch = " ORDER BY `id` LIMIT 1000 FOR UPDATE"
    among = " AND `id` IN"
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
            after = " AND `id` > %s" if keys else ""
            with transaction.atomic(using=connection.alias, savepoint=False):
                cursor.execute(unequal + after + batch, keys[-1:])
                keys = [key for (key,) in cursor.fetchall()]
                if keys:
                    marks = ", ".join(["%s"] * len(keys))
                    cursor.execute(f"{update} ({marks})", keys)
                    cursor.execute(f"{unequal}{among} ({marks})", keys)
                    if cursor.fetchone() is not None:
                        raise RuntimeError(
                            "Another trigger of shop_item_similar writes to_item_id or to_product_id."
                        )
                    continue
            cursor.execute(unequal + " LIMIT 1", [])
            if cursor.fetchone() is None:
                return
            time.sleep(0.2)


def copy_shop_item_similar_from_item_id_to_from_product_id(apps, schema_editor):
    """Copy from_item_id to from_product_id in all rows of shop_item_similar, 1,000 at
    a time.

    Rows that others have locked are left for a later round, so that this never waits
    for them and they never for long. Triggers keep the two equal in rows that are
    written meanwhile.
    """
    connection = schema_editor.connection
    unequal = (
        "SELECT `id` FROM `shop_item_similar`"
        " WHERE NOT (`from_product_id` <=> `from_item_id`)"
    )
    update = (
        "UPDATE `shop_item_similar` FORCE INDEX (PRIMARY)"
        " SET `from_product_id` = `from_item_id` WHERE `id` IN"
    )
    batch = " ORDER BY `id` LIMIT 1000 FOR UPDATE"
    among = " AND `id` IN"
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
            after = " AND `id` > %s" if keys else ""
            with transaction.atomic(using=connection.alias, savepoint=False):
                cursor.execute(unequal + after + batch, keys[-1:])
                keys = [key for (key,) in cursor.fetchall()]
                if keys:
                    marks = ", ".join(["%s"] * len(keys))
                    cursor.execute(f"{update} ({marks})", keys)
                    cursor.execute(f"{unequal}{among} ({marks})", keys)
                    if cursor.fetchone() is not None:
                        raise RuntimeError(
                            "Another trigger of shop_item_similar writes from_item_id or from_product_id."
                        )
                    continue
            cursor.execute(unequal + " LIMIT 1", [])
            if cursor.fetchone() is None:
                return
            time.sleep(0.2)


class Migration(migrations.Migration):
    # Step 2 of 2, for a later release, when no code from before
    # 0002_rename_product_item_state runs any more.
    # It renames the table of Item. The models do not change.

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
                " SELECT `id`, `name`, `parent_id` FROM `shop_item`",
                "CREATE SQL SECURITY INVOKER VIEW `shop_item_view` AS"
                " SELECT `id`, `name`, `parent_id` FROM `shop_product`",
                "RENAME TABLE `shop_product` TO `shop_product_view`, `shop_item`"
                " TO `shop_product`, `shop_item_view` TO `shop_item`",
                "DROP VIEW `shop_product_view`",
            ],
        ),
        # shop_product_similar takes the name shop_item_similar in place of the view, at
        # one blow.
        migrations.RunSQL(
            sql=[
                "RENAME TABLE `shop_item_similar`"
                " TO `shop_item_similar_view`, `shop_product_similar`"
                " TO `shop_item_similar`",
                "DROP VIEW `shop_item_similar_view`",
            ],
            reverse_sql=[
                "CREATE SQL SECURITY INVOKER VIEW `shop_product_similar` AS"
                " SELECT `id`, `from_item_id`, `to_item_id` FROM `shop_item_similar`",
                "CREATE SQL SECURITY INVOKER VIEW `shop_item_similar_view` AS"
                " SELECT `id`, `from_item_id`, `to_item_id`"
                " FROM `shop_product_similar`",
                "RENAME TABLE `shop_product_similar`"
                " TO `shop_product_similar_view`, `shop_item_similar`"
                " TO `shop_product_similar`, `shop_item_similar_view`"
                " TO `shop_item_similar`",
                "DROP VIEW `shop_product_similar_view`",
            ],
        ),
        # shop_item_similar.to_product_id takes the name to_item_id and
        # shop_item_similar.from_product_id takes the name from_item_id in place of
        # their twins, one after the other, each at one blow.
        migrations.RunSQL(
            sql=[
                "LOCK TABLES `shop_item_similar` WRITE",
                "DROP TRIGGER"
                " `shop_product_similar_to_product_id_to_item_id_twin_update`",
                "DROP TRIGGER"
                " `shop_product_similar_to_product_id_to_item_id_twin_insert`",
                "ALTER TABLE `shop_item_similar`"
                " DROP INDEX"
                " `shop_product_similar_to_item_id_shop_product__19c28b95_twin`,"
                " DROP INDEX"
                " `shop_product_similar_to_item_id_shop_product__4f3310b3_twin`,"
                " DROP COLUMN `to_item_id`, RENAME COLUMN `to_product_id`"
                " TO `to_item_id`",
                "UNLOCK TABLES",
                "LOCK TABLES `shop_item_similar` WRITE",
                "DROP TRIGGER"
                " `shop_product_similar_from_product_id_from_item_id_twin_update`",
                "DROP TRIGGER"
                " `shop_product_similar_from_product_id_from_item_id_twin_insert`",
                "ALTER TABLE `shop_item_similar` DROP COLUMN `from_item_id`,"
                " RENAME COLUMN `from_product_id` TO `from_item_id`",
                "UNLOCK TABLES",
            ],
            reverse_sql=[
                "CREATE INDEX"
                " `shop_product_similar_to_item_id_shop_product__19c28b95_twin`"
                " ON `shop_item_similar` (`to_product_id`)",
                "CREATE UNIQUE INDEX"
                " `shop_product_similar_to_item_id_shop_product__4f3310b3_twin`"
                " ON `shop_item_similar` (`from_product_id`, `to_product_id`)",
                "ALTER TABLE `shop_item_similar` RENAME COLUMN `to_item_id`"
                " TO `to_product_id`, RENAME COLUMN `to_product_id` TO `to_item_id`",
                "ALTER TABLE `shop_item_similar` RENAME COLUMN `from_item_id`"
                " TO `from_product_id`, RENAME COLUMN `from_product_id`"
                " TO `from_item_id`",
            ],
        ),
        migrations.RunPython(
            migrations.RunPython.noop,
            copy_shop_item_similar_to_item_id_to_to_product_id,
        ),
        migrations.RunPython(
            migrations.RunPython.noop,
            copy_shop_item_similar_from_item_id_to_from_product_id,
        ),
        # On the way back, both names again.
        migrations.RunSQL(
            sql=migrations.RunSQL.noop,
            reverse_sql=[
                "ALTER TABLE `shop_item_similar` ADD COLUMN `to_product_id` bigint"
                " DEFAULT 0 NOT NULL",
                "DROP TRIGGER IF EXISTS"
                " `shop_product_similar_to_product_id_to_item_id_twin_update`",
                "CREATE TRIGGER"
                " `shop_product_similar_to_product_id_to_item_id_twin_update` BEFORE"
                " UPDATE ON `shop_item_similar` FOR EACH ROW\n"
                "IF NOT (NEW.`to_item_id` <=> OLD.`to_item_id`) THEN\n"
                "  SET NEW.`to_product_id` = NEW.`to_item_id`;\n"
                "ELSEIF NOT (NEW.`to_product_id` <=> OLD.`to_product_id`) THEN\n"
                "  SET NEW.`to_item_id` = NEW.`to_product_id`;\n"
                "END IF",
                "DROP TRIGGER IF EXISTS"
                " `shop_product_similar_to_product_id_to_item_id_twin_insert`",
                "CREATE TRIGGER"
                " `shop_product_similar_to_product_id_to_item_id_twin_insert` BEFORE"
                " INSERT ON `shop_item_similar` FOR EACH ROW\n"
                "IF NEW.`to_item_id` <=> (0) THEN\n"
                "  SET NEW.`to_item_id` = NEW.`to_product_id`;\n"
                "ELSE\n"
                "  SET NEW.`to_product_id` = NEW.`to_item_id`;\n"
                "END IF",
                "ALTER TABLE `shop_item_similar` ADD COLUMN `from_product_id` bigint"
                " DEFAULT 0 NOT NULL",
                "DROP TRIGGER IF EXISTS"
                " `shop_product_similar_from_product_id_from_item_id_twin_update`",
                "CREATE TRIGGER"
                " `shop_product_similar_from_product_id_from_item_id_twin_update`"
                " BEFORE UPDATE ON `shop_item_similar` FOR EACH ROW\n"
                "IF NOT (NEW.`from_item_id` <=> OLD.`from_item_id`) THEN\n"
                "  SET NEW.`from_product_id` = NEW.`from_item_id`;\n"
                "ELSEIF NOT (NEW.`from_product_id` <=> OLD.`from_product_id`) THEN\n"
                "  SET NEW.`from_item_id` = NEW.`from_product_id`;\n"
                "END IF",
                "DROP TRIGGER IF EXISTS"
                " `shop_product_similar_from_product_id_from_item_id_twin_insert`",
                "CREATE TRIGGER"
                " `shop_product_similar_from_product_id_from_item_id_twin_insert`"
                " BEFORE INSERT ON `shop_item_similar` FOR EACH ROW\n"
                "IF NEW.`from_item_id` <=> (0) THEN\n"
                "  SET NEW.`from_item_id` = NEW.`from_product_id`;\n"
                "ELSE\n"
                "  SET NEW.`from_product_id` = NEW.`from_item_id`;\n"
                "END IF",
            ],
        ),
        # As Django calls and has them after the rename.
        migrations.RunSQL(
            sql=[
                "ALTER TABLE `shop_item_similar` ALTER COLUMN `to_item_id`"
                " DROP DEFAULT",
                "ALTER TABLE `shop_item_similar` ALTER COLUMN `from_item_id`"
                " DROP DEFAULT",
                "ALTER TABLE `shop_item`"
                " ADD CONSTRAINT `shop_item_parent_id_f0ab547a_fk_shop_item_id`"
                " FOREIGN KEY (`parent_id`) REFERENCES `shop_item` (`id`)",
                "ALTER TABLE `shop_item`"
                " DROP FOREIGN KEY"
                " `shop_product_parent_id_79be6a81_fk_shop_product_id`",
                "ALTER TABLE `shop_item_similar`"
                " ADD CONSTRAINT"
                " `shop_item_similar_from_item_id_3463a3cd_fk_shop_item_id`"
                " FOREIGN KEY (`from_item_id`) REFERENCES `shop_item` (`id`)",
                "ALTER TABLE `shop_item_similar`"
                " DROP FOREIGN KEY"
                " `shop_product_similar_from_product_id_154132c8_fk_shop_product_id`",
                "ALTER TABLE `shop_item_similar`"
                " ADD CONSTRAINT"
                " `shop_item_similar_to_item_id_a5a3c37d_fk_shop_item_id`"
                " FOREIGN KEY (`to_item_id`) REFERENCES `shop_item` (`id`)",
                "ALTER TABLE `shop_item_similar`"
                " DROP FOREIGN KEY"
                " `shop_product_similar_to_product_id_a53614a1_fk_shop_product_id`",
            ],
            reverse_sql=[
                "ALTER TABLE `shop_item`"
                " ADD CONSTRAINT `shop_product_parent_id_79be6a81_fk_shop_product_id`"
                " FOREIGN KEY (`parent_id`) REFERENCES `shop_item` (`id`)",
                "ALTER TABLE `shop_item`"
                " DROP FOREIGN KEY `shop_item_parent_id_f0ab547a_fk_shop_item_id`",
                "ALTER TABLE `shop_item_similar`"
                " ADD CONSTRAINT"
                " `shop_product_similar_from_product_id_154132c8_fk_shop_product_id`"
                " FOREIGN KEY (`from_item_id`) REFERENCES `shop_item` (`id`)",
                "ALTER TABLE `shop_item_similar`"
                " DROP FOREIGN KEY"
                " `shop_item_similar_from_item_id_3463a3cd_fk_shop_item_id`",
                "ALTER TABLE `shop_item_similar`"
                " ADD CONSTRAINT"
                " `shop_product_similar_to_product_id_a53614a1_fk_shop_product_id`"
                " FOREIGN KEY (`to_item_id`) REFERENCES `shop_item` (`id`)",
                "ALTER TABLE `shop_item_similar`"
                " DROP FOREIGN KEY"
                " `shop_item_similar_to_item_id_a5a3c37d_fk_shop_item_id`",
                "ALTER TABLE `shop_item_similar` ALTER COLUMN `from_item_id`"
                " SET DEFAULT 0",
                "ALTER TABLE `shop_item_similar` ALTER COLUMN `to_item_id`"
                " SET DEFAULT 0",
            ],
        ),
    ]
