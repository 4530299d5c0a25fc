import time
from django.db import migrations, transaction


class OnMySQL(migrations.SeparateDatabaseAndState):
    """The database operations are for MySQL and MariaDB, which old and new code use
    side by side. Any other database, such as that of the tests, gets the state
    operations instead, all at once, or nothing where there are none.
    """

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        operation = self.operation_on(schema_editor.connection.vendor)
        operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        operation = self.operation_on(schema_editor.connection.vendor)
        operation.database_backwards(app_label, schema_editor, from_state, to_state)

    def operation_on(self, vendor):
        if vendor == "mysql":
            operations = self.database_operations
        else:
            operations = self.state_operations
        return migrations.SeparateDatabaseAndState(database_operations=operations)


def copy_shop_product_cost_to_price(apps, schema_editor):
    """Copy cost to price in all rows of shop_product, 1,000 at a time.

    Rows that others have locked are left for a later round, so that this never waits
    for them and they never for long. Triggers keep the two equal in rows that are
    written meanwhile.
    """
    connection = schema_editor.connection
    if connection.vendor != "mysql":
        return
    unequal = "SELECT `id` FROM `shop_product` WHERE NOT (`price` <=> `cost`)"
    update = (
        "UPDATE `shop_product` FORCE INDEX (PRIMARY) SET `price` = `cost` WHERE `id` IN"
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
                            "Another trigger of shop_product writes cost or price."
                        )
                    continue
            cursor.execute(unequal + " LIMIT 1", [])
            if cursor.fetchone() is None:
                return
            time.sleep(0.2)


class Migration(migrations.Migration):
    # Step 2 of 2, for a later release, when no code from before
    # 0002_rename_price_product_cost_state runs any more.
    # It renames the column of Product.cost. The models do not change.

    # Each batch of rows, and each statement, is a transaction of its own.
    atomic = False

    dependencies = [
        ("shop", "0002_rename_price_product_cost_state"),
    ]

    operations = [
        OnMySQL(
            database_operations=[
                # shop_product.price takes the name cost in place of its twin, at one
                # blow.
                migrations.RunSQL(
                    sql=[
                        "LOCK TABLES `shop_product` WRITE",
                        "BEGIN NOT ATOMIC\n"
                        "  IF EXISTS (SELECT 1 FROM information_schema.columns WHERE"
                        " table_schema = DATABASE() AND table_name = 'shop_product'"
                        " AND column_name = 'price') THEN\n"
                        "    IF NOT EXISTS (SELECT 1 FROM information_schema.triggers"
                        " WHERE trigger_schema = DATABASE() AND trigger_name ="
                        " 'shop_product_price_cost_twin_update') THEN\n"
                        "      UPDATE `shop_product` SET `price` = `cost`"
                        " WHERE NOT (CAST(`price` AS BINARY) <=> CAST(`cost` AS"
                        " BINARY));\n"
                        "    END IF;\n"
                        "    DROP TRIGGER IF EXISTS"
                        " `shop_product_price_cost_twin_update`;\n"
                        "    DROP TRIGGER IF EXISTS"
                        " `shop_product_price_cost_twin_insert`;\n"
                        "    ALTER TABLE `shop_product`"
                        " DROP INDEX `shop_product_price_1b4ecf07_twin`,"
                        " DROP COLUMN `cost`, RENAME COLUMN `price` TO `cost`;\n"
                        "  END IF;\n"
                        "END",
                        "UNLOCK TABLES",
                    ],
                    reverse_sql=[
                        "CREATE INDEX IF NOT EXISTS `shop_product_price_1b4ecf07_twin`"
                        " ON `shop_product` (`price`)",
                        "BEGIN NOT ATOMIC\n"
                        "  IF (SELECT ordinal_position FROM information_schema.columns"
                        " WHERE table_schema = DATABASE() AND table_name ="
                        " 'shop_product' AND column_name = 'cost') < (SELECT"
                        " ordinal_position FROM information_schema.columns WHERE"
                        " table_schema = DATABASE() AND table_name = 'shop_product'"
                        " AND column_name = 'price') THEN\n"
                        "    ALTER TABLE `shop_product` RENAME COLUMN `cost`"
                        " TO `price`, RENAME COLUMN `price` TO `cost`;\n"
                        "  END IF;\n"
                        "END",
                    ],
                ),
            ],
        ),
        migrations.RunPython(
            migrations.RunPython.noop,
            copy_shop_product_cost_to_price,
        ),
        OnMySQL(
            database_operations=[
                # On the way back, both names again.
                migrations.RunSQL(
                    sql=migrations.RunSQL.noop,
                    reverse_sql=[
                        "ALTER TABLE `shop_product`"
                        " ADD COLUMN IF NOT EXISTS `price` integer DEFAULT 0 NOT NULL",
                        "CREATE OR REPLACE TRIGGER"
                        " `shop_product_price_cost_twin_update` BEFORE UPDATE ON"
                        " `shop_product` FOR EACH ROW\n"
                        "IF NOT (NEW.`cost` <=> OLD.`cost`) THEN\n"
                        "  SET NEW.`price` = NEW.`cost`;\n"
                        "ELSEIF NOT (NEW.`price` <=> OLD.`price`) THEN\n"
                        "  SET NEW.`cost` = NEW.`price`;\n"
                        "END IF",
                        "CREATE OR REPLACE TRIGGER"
                        " `shop_product_price_cost_twin_insert` BEFORE INSERT"
                        " ON `shop_product` FOR EACH ROW\n"
                        "IF NEW.`cost` <=> (0) THEN\n"
                        "  SET NEW.`cost` = NEW.`price`;\n"
                        "ELSE\n"
                        "  SET NEW.`price` = NEW.`cost`;\n"
                        "END IF",
                    ],
                ),
                # As Django calls and has them after the rename.
                migrations.RunSQL(
                    sql=[
                        "ALTER TABLE `shop_product` ALTER COLUMN `cost` DROP DEFAULT",
                    ],
                    reverse_sql=[
                        "ALTER TABLE `shop_product` ALTER COLUMN `cost` SET DEFAULT 0",
                    ],
                ),
            ],
        ),
    ]
