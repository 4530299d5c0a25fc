import time
from django.db import migrations, transaction


def copy_shop_product_seller_id_to_owner_id(apps, schema_editor):
    """Copy seller_id to owner_id in all rows of shop_product, 1,000 at a time.

    Rows that others have locked are left for a later round, so that this never waits
    for them and they never for long. Triggers keep the two equal in rows that are
    written meanwhile.
    """
    connection = schema_editor.connection
    unequal = "SELECT `id` FROM `shop_product` WHERE NOT (`owner_id` <=> `seller_id`)"
    update = (
        "UPDATE `shop_product` FORCE INDEX (PRIMARY) SET `owner_id` = `seller_id`"
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
                            "Another trigger of shop_product writes seller_id or owner_id."
                        )
                    continue
            cursor.execute(unequal + " LIMIT 1", [])
            if cursor.fetchone() is None:
                return
            time.sleep(0.2)


class Migration(migrations.Migration):
    # Step 2 of 2, for a later release, when no code from before
    # 0002_rename_owner_product_seller_state runs any more.
    # It renames the column of Product.seller. The models do not change.

    # Each batch of rows, and each statement, is a transaction of its own.
    atomic = False

    dependencies = [
        ("shop", "0002_rename_owner_product_seller_state"),
    ]

    operations = [
        # shop_product.owner_id takes the name seller_id in place of its twin, at one
        # blow.
        migrations.RunSQL(
            sql=[
                "LOCK TABLES `shop_product` WRITE",
                "BEGIN NOT ATOMIC\n"
                "  IF EXISTS (SELECT 1 FROM information_schema.columns WHERE"
                " table_schema = DATABASE() AND table_name = 'shop_product' AND"
                " column_name = 'owner_id') THEN\n"
                "    IF NOT EXISTS (SELECT 1 FROM information_schema.triggers WHERE"
                " trigger_schema = DATABASE() AND trigger_name ="
                " 'shop_product_owner_id_seller_id_twin_update') THEN\n"
                "      UPDATE `shop_product` SET `owner_id` = `seller_id`"
                " WHERE NOT (CAST(`owner_id` AS BINARY) <=> CAST(`seller_id` AS"
                " BINARY));\n"
                "    END IF;\n"
                "    DROP TRIGGER IF EXISTS"
                " `shop_product_owner_id_seller_id_twin_update`;\n"
                "    DROP TRIGGER IF EXISTS"
                " `shop_product_owner_id_seller_id_twin_insert`;\n"
                "    ALTER TABLE `shop_product`"
                " DROP INDEX `shop_product_owner_id_c7c481d9_fk_shop_owner_id_twin`,"
                " DROP COLUMN `seller_id`, RENAME COLUMN `owner_id` TO `seller_id`;\n"
                "  END IF;\n"
                "END",
                "UNLOCK TABLES",
            ],
            reverse_sql=[
                "CREATE INDEX IF NOT EXISTS"
                " `shop_product_owner_id_c7c481d9_fk_shop_owner_id_twin`"
                " ON `shop_product` (`owner_id`)",
                "BEGIN NOT ATOMIC\n"
                "  IF (SELECT ordinal_position FROM information_schema.columns WHERE"
                " table_schema = DATABASE() AND table_name = 'shop_product' AND"
                " column_name = 'seller_id') < (SELECT ordinal_position FROM"
                " information_schema.columns WHERE table_schema = DATABASE() AND"
                " table_name = 'shop_product' AND column_name = 'owner_id') THEN\n"
                "    ALTER TABLE `shop_product` RENAME COLUMN `seller_id`"
                " TO `owner_id`, RENAME COLUMN `owner_id` TO `seller_id`;\n"
                "  END IF;\n"
                "END",
            ],
        ),
        migrations.RunPython(
            migrations.RunPython.noop,
            copy_shop_product_seller_id_to_owner_id,
        ),
        # On the way back, both names again.
        migrations.RunSQL(
            sql=migrations.RunSQL.noop,
            reverse_sql=[
                "ALTER TABLE `shop_product` ADD COLUMN IF NOT EXISTS `owner_id` bigint"
                " DEFAULT 0 NOT NULL",
                "CREATE OR REPLACE TRIGGER"
                " `shop_product_owner_id_seller_id_twin_update` BEFORE UPDATE ON"
                " `shop_product` FOR EACH ROW\n"
                "IF NOT (NEW.`seller_id` <=> OLD.`seller_id`) THEN\n"
                "  SET NEW.`owner_id` = NEW.`seller_id`;\n"
                "ELSEIF NOT (NEW.`owner_id` <=> OLD.`owner_id`) THEN\n"
                "  SET NEW.`seller_id` = NEW.`owner_id`;\n"
                "END IF",
                "CREATE OR REPLACE TRIGGER"
                " `shop_product_owner_id_seller_id_twin_insert` BEFORE INSERT"
                " ON `shop_product` FOR EACH ROW\n"
                "IF NEW.`seller_id` <=> (0) THEN\n"
                "  SET NEW.`seller_id` = NEW.`owner_id`;\n"
                "ELSE\n"
                "  SET NEW.`owner_id` = NEW.`seller_id`;\n"
                "END IF",
            ],
        ),
        # As Django calls and has them after the rename.
        migrations.RunSQL(
            sql=[
                "ALTER TABLE `shop_product` ALTER COLUMN `seller_id` DROP DEFAULT",
                "ALTER TABLE `shop_product`"
                " ADD CONSTRAINT `shop_product_seller_id_8a4f1fdb_fk_shop_owner_id`"
                " FOREIGN KEY IF NOT EXISTS (`seller_id`)"
                " REFERENCES `shop_owner` (`id`)",
                "ALTER TABLE `shop_product`"
                " DROP FOREIGN KEY IF EXISTS"
                " `shop_product_owner_id_c7c481d9_fk_shop_owner_id`",
            ],
            reverse_sql=[
                "ALTER TABLE `shop_product`"
                " ADD CONSTRAINT `shop_product_owner_id_c7c481d9_fk_shop_owner_id`"
                " FOREIGN KEY IF NOT EXISTS (`seller_id`)"
                " REFERENCES `shop_owner` (`id`)",
                "ALTER TABLE `shop_product`"
                " DROP FOREIGN KEY IF EXISTS"
                " `shop_product_seller_id_8a4f1fdb_fk_shop_owner_id`",
                "ALTER TABLE `shop_product` ALTER COLUMN `seller_id` SET DEFAULT 0",
            ],
        ),
    ]
