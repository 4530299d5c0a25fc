import time
from django.db import migrations, models, transaction


def copy_shop_product_price_to_cost(apps, schema_editor):
    """Copy price to cost in all rows of shop_product, 1,000 at a time.

    Rows that others have locked are left for a later round, so that this never waits
    for them and they never for long. Triggers keep the two equal in rows that are
    written meanwhile.
    """
    connection = schema_editor.connection
    unequal = "SELECT `id` FROM `shop_product` WHERE NOT (`cost` <=> `price`)"
    update = (
        "UPDATE `shop_product` FORCE INDEX (PRIMARY) SET `cost` = `price` WHERE `id` IN"
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
                            "Another trigger of shop_product writes price or cost."
                        )
                    continue
            cursor.execute(unequal + " LIMIT 1", [])
            if cursor.fetchone() is None:
                return
            time.sleep(0.2)


class Migration(migrations.Migration):
    # Step 1 of 2, for the release whose code knows Product.price as cost.
    # The database has the column under both names, and triggers keep the two equal.
    # Step 2 renames the column of Product.cost:
    # 0003_remove_product_product_not_negative_and_more_db.

    # Each batch of rows, and each statement, is a transaction of its own.
    atomic = False

    dependencies = [
        ("shop", "0001_initial"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RemoveConstraint(
                    model_name="product",
                    name="product_not_negative",
                ),
                migrations.RenameField(
                    model_name="product",
                    old_name="price",
                    new_name="cost",
                ),
            ],
            database_operations=[
                # shop_product.price under both names while both are in use: triggers
                # keep the two equal.
                migrations.RunSQL(
                    sql=[
                        "ALTER TABLE `shop_product` ALTER COLUMN `price` SET DEFAULT 0",
                        "ALTER TABLE `shop_product`"
                        " ADD COLUMN IF NOT EXISTS `cost` integer DEFAULT 0 NOT NULL",
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
                    reverse_sql=[
                        "DROP TRIGGER IF EXISTS `shop_product_price_cost_twin_update`",
                        "DROP TRIGGER IF EXISTS `shop_product_price_cost_twin_insert`",
                        "ALTER TABLE `shop_product` DROP COLUMN IF EXISTS `cost`",
                        "ALTER TABLE `shop_product` ALTER COLUMN `price` DROP DEFAULT",
                    ],
                ),
            ],
        ),
        migrations.RunPython(
            copy_shop_product_price_to_cost,
            migrations.RunPython.noop,
        ),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AddConstraint(
                    model_name="product",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("cost__gte", 0)), name="product_not_negative"
                    ),
                ),
            ],
            database_operations=[],
        ),
    ]
