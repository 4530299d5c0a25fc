import time
from django.db import migrations, models, transaction


def copy_shop_product_code_to_sku(apps, schema_editor):
    """Copy code to sku in all rows of shop_product, 1,000 at a time.

    Rows that others have locked are left for a later round, so that this never waits
    for them and they never for long. Triggers keep the two equal in rows that are
    written meanwhile.
    """
    connection = schema_editor.connection
    unequal = (
        "SELECT `id` FROM `shop_product`"
        " WHERE NOT (CAST(`sku` AS BINARY) <=> CAST(`code` AS BINARY))"
    )
    update = (
        "UPDATE `shop_product` FORCE INDEX (PRIMARY) SET `sku` = `code` WHERE `id` IN"
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
                            "Another trigger of shop_product writes code or sku."
                        )
                    continue
            cursor.execute(unequal + " LIMIT 1", [])
            if cursor.fetchone() is None:
                return
            time.sleep(0.2)


class Migration(migrations.Migration):
    # Step 1 of 2, for the release whose code knows Product.code as sku.
    # The database has the column under both names, and triggers keep the two equal.
    # Step 2 renames the column of Product.sku: 0003_rename_code_product_sku_db.

    # Each batch of rows, and each statement, is a transaction of its own.
    atomic = False

    dependencies = [
        ("shop", "0001_initial"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RenameField(
                    model_name="product",
                    old_name="code",
                    new_name="sku",
                ),
            ],
            database_operations=[],
        ),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="product",
                    name="sku",
                    field=models.CharField(max_length=40),
                ),
            ],
            database_operations=[
                # Where the database has it for now; the models do not change.
                migrations.SeparateDatabaseAndState(
                    state_operations=[
                        migrations.AlterField(
                            model_name="product",
                            name="sku",
                            field=models.CharField(db_column="code", max_length=20),
                        ),
                    ],
                ),
                migrations.RunSQL(
                    sql=[
                        "ALTER TABLE `shop_product` MODIFY `code` varchar(40) NOT NULL",
                    ],
                    reverse_sql=[
                        "ALTER TABLE `shop_product` MODIFY `code` varchar(20) NOT NULL",
                    ],
                    state_operations=[
                        migrations.AlterField(
                            model_name="product",
                            name="sku",
                            field=models.CharField(db_column="code", max_length=40),
                        ),
                    ],
                ),
                # shop_product.code under both names while both are in use: triggers
                # keep the two equal.
                migrations.RunSQL(
                    sql=[
                        "ALTER TABLE `shop_product` ALTER COLUMN `code` SET DEFAULT ''",
                        "ALTER TABLE `shop_product`"
                        " ADD COLUMN IF NOT EXISTS `sku` varchar(40)"
                        " DEFAULT '' NOT NULL",
                        "CREATE OR REPLACE TRIGGER `shop_product_code_sku_twin_update`"
                        " BEFORE UPDATE ON `shop_product` FOR EACH ROW\n"
                        "IF NOT (CAST(NEW.`sku` AS BINARY) <=> CAST(OLD.`sku` AS"
                        " BINARY)) THEN\n"
                        "  SET NEW.`code` = NEW.`sku`;\n"
                        "ELSEIF NOT (CAST(NEW.`code` AS BINARY) <=> CAST(OLD.`code` AS"
                        " BINARY)) THEN\n"
                        "  SET NEW.`sku` = NEW.`code`;\n"
                        "END IF",
                        "CREATE OR REPLACE TRIGGER `shop_product_code_sku_twin_insert`"
                        " BEFORE INSERT ON `shop_product` FOR EACH ROW\n"
                        "IF CAST(NEW.`sku` AS BINARY) <=> CAST(('') AS BINARY) THEN\n"
                        "  SET NEW.`sku` = NEW.`code`;\n"
                        "ELSE\n"
                        "  SET NEW.`code` = NEW.`sku`;\n"
                        "END IF",
                    ],
                    reverse_sql=[
                        "DROP TRIGGER IF EXISTS `shop_product_code_sku_twin_update`",
                        "DROP TRIGGER IF EXISTS `shop_product_code_sku_twin_insert`",
                        "ALTER TABLE `shop_product` DROP COLUMN IF EXISTS `sku`",
                        "ALTER TABLE `shop_product` ALTER COLUMN `code` DROP DEFAULT",
                    ],
                ),
            ],
        ),
        migrations.RunPython(
            copy_shop_product_code_to_sku,
            migrations.RunPython.noop,
        ),
    ]
