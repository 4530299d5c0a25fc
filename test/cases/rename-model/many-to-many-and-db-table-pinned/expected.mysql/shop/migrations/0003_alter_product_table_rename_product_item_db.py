import time
from django.db import migrations, transaction


def copy_shop_product_tags_item_id_to_product_id(apps, schema_editor):
    """Copy item_id to product_id in all rows of shop_product_tags, 1,000 at a time.

    Rows that others have locked are left for a later round, so that this never waits
    for them and they never for long. Triggers keep the two equal in rows that are
    written meanwhile.
    """
    connection = schema_editor.connection
    unequal = (
        "SELECT `id` FROM `shop_product_tags` WHERE NOT (`product_id` <=> `item_id`)"
    )
    update = (
        "UPDATE `shop_product_tags` FORCE INDEX (PRIMARY) SET `product_id` = `item_id`"
        " WHERE `id` IN"
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
                            "Another trigger of shop_product_tags writes item_id or product_id."
                        )
                    continue
            cursor.execute(unequal + " LIMIT 1", [])
            if cursor.fetchone() is None:
                return
            time.sleep(0.2)


class Migration(migrations.Migration):
    # Step 2 of 2, for a later release, when no code from before
    # 0002_alter_product_table_rename_product_item_state runs any more.
    # It renames the columns that are called after Product. The models do not change.

    # Each batch of rows, and each statement, is a transaction of its own.
    atomic = False

    dependencies = [
        ("shop", "0002_alter_product_table_rename_product_item_state"),
    ]

    operations = [
        # shop_product_tags.product_id takes the name item_id in place of its twin, at
        # one blow.
        migrations.RunSQL(
            sql=[
                "LOCK TABLES `shop_product_tags` WRITE",
                "DROP TRIGGER `shop_product_tags_product_id_item_id_twin_update`",
                "DROP TRIGGER `shop_product_tags_product_id_item_id_twin_insert`",
                "ALTER TABLE `shop_product_tags`"
                " DROP INDEX `shop_product_tags_product_id_tag_id_a244154e_uniq_twin`,"
                " DROP COLUMN `item_id`, RENAME COLUMN `product_id` TO `item_id`",
                "UNLOCK TABLES",
            ],
            reverse_sql=[
                "CREATE UNIQUE INDEX"
                " `shop_product_tags_product_id_tag_id_a244154e_uniq_twin`"
                " ON `shop_product_tags` (`product_id`, `tag_id`)",
                "ALTER TABLE `shop_product_tags` RENAME COLUMN `item_id`"
                " TO `product_id`, RENAME COLUMN `product_id` TO `item_id`",
            ],
        ),
        migrations.RunPython(
            migrations.RunPython.noop,
            copy_shop_product_tags_item_id_to_product_id,
        ),
        # On the way back, both names again.
        migrations.RunSQL(
            sql=migrations.RunSQL.noop,
            reverse_sql=[
                "ALTER TABLE `shop_product_tags` ADD COLUMN `product_id` bigint"
                " DEFAULT 0 NOT NULL",
                "DROP TRIGGER IF EXISTS"
                " `shop_product_tags_product_id_item_id_twin_update`",
                "CREATE TRIGGER `shop_product_tags_product_id_item_id_twin_update`"
                " BEFORE UPDATE ON `shop_product_tags` FOR EACH ROW\n"
                "IF NOT (NEW.`item_id` <=> OLD.`item_id`) THEN\n"
                "  SET NEW.`product_id` = NEW.`item_id`;\n"
                "ELSEIF NOT (NEW.`product_id` <=> OLD.`product_id`) THEN\n"
                "  SET NEW.`item_id` = NEW.`product_id`;\n"
                "END IF",
                "DROP TRIGGER IF EXISTS"
                " `shop_product_tags_product_id_item_id_twin_insert`",
                "CREATE TRIGGER `shop_product_tags_product_id_item_id_twin_insert`"
                " BEFORE INSERT ON `shop_product_tags` FOR EACH ROW\n"
                "IF NEW.`item_id` <=> (0) THEN\n"
                "  SET NEW.`item_id` = NEW.`product_id`;\n"
                "ELSE\n"
                "  SET NEW.`product_id` = NEW.`item_id`;\n"
                "END IF",
            ],
        ),
        # As Django calls and has them after the rename.
        migrations.RunSQL(
            sql=[
                "ALTER TABLE `shop_product_tags` ALTER COLUMN `item_id` DROP DEFAULT",
                "ALTER TABLE `shop_product_tags`"
                " ADD CONSTRAINT"
                " `shop_product_tags_item_id_4aee7044_fk_shop_product_id`"
                " FOREIGN KEY (`item_id`) REFERENCES `shop_product` (`id`)",
                "ALTER TABLE `shop_product_tags`"
                " DROP FOREIGN KEY"
                " `shop_product_tags_product_id_9a158885_fk_shop_product_id`",
            ],
            reverse_sql=[
                "ALTER TABLE `shop_product_tags`"
                " ADD CONSTRAINT"
                " `shop_product_tags_product_id_9a158885_fk_shop_product_id`"
                " FOREIGN KEY (`item_id`) REFERENCES `shop_product` (`id`)",
                "ALTER TABLE `shop_product_tags`"
                " DROP FOREIGN KEY"
                " `shop_product_tags_item_id_4aee7044_fk_shop_product_id`",
                "ALTER TABLE `shop_product_tags` ALTER COLUMN `item_id` SET DEFAULT 0",
            ],
        ),
    ]
