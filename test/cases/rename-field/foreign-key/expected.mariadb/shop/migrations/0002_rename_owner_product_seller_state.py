import time
from django.db import migrations, transaction


def copy_shop_product_owner_id_to_seller_id(apps, schema_editor):
    """Copy owner_id to seller_id in all rows of shop_product, 1,000 at a time.

    Rows that others have locked are left for a later round, so that this never waits
    for them and they never for long. Triggers keep the two equal in rows that are
    written meanwhile.
    """
    connection = schema_editor.connection
    unequal = "SELECT `id` FROM `shop_product` WHERE NOT (`seller_id` <=> `owner_id`)"
    update = (
        "UPDATE `shop_product` FORCE INDEX (PRIMARY) SET `seller_id` = `owner_id`"
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
                            "Another trigger of shop_product writes owner_id or seller_id."
                        )
                    continue
            cursor.execute(unequal + " LIMIT 1", [])
            if cursor.fetchone() is None:
                return
            time.sleep(0.2)


class Migration(migrations.Migration):
    # Step 1 of 2, for the release whose code knows Product.owner as seller.
    # The database has the column under both names, and triggers keep the two equal.
    # Step 2 renames the column of Product.seller: 0003_rename_owner_product_seller_db.

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
                    old_name="owner",
                    new_name="seller",
                ),
            ],
            database_operations=[
                # shop_product.owner_id under both names while both are in use: triggers
                # keep the two equal.
                migrations.RunSQL(
                    sql=[
                        "ALTER TABLE `shop_product` ALTER COLUMN `owner_id`"
                        " SET DEFAULT 0",
                        "ALTER TABLE `shop_product`"
                        " ADD COLUMN IF NOT EXISTS `seller_id` bigint"
                        " DEFAULT 0 NOT NULL",
                        "CREATE OR REPLACE TRIGGER"
                        " `shop_product_owner_id_seller_id_twin_update` BEFORE UPDATE"
                        " ON `shop_product` FOR EACH ROW\n"
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
                    reverse_sql=[
                        "DROP TRIGGER IF EXISTS"
                        " `shop_product_owner_id_seller_id_twin_update`",
                        "DROP TRIGGER IF EXISTS"
                        " `shop_product_owner_id_seller_id_twin_insert`",
                        "ALTER TABLE `shop_product` DROP COLUMN IF EXISTS `seller_id`",
                        "ALTER TABLE `shop_product` ALTER COLUMN `owner_id`"
                        " DROP DEFAULT",
                    ],
                ),
            ],
        ),
        migrations.RunPython(
            copy_shop_product_owner_id_to_seller_id,
            migrations.RunPython.noop,
        ),
        # New code finds rows by the new name as fast as old code does by the old one.
        migrations.RunSQL(
            sql=[
                "CREATE INDEX IF NOT EXISTS"
                " `shop_product_owner_id_c7c481d9_fk_shop_owner_id_twin`"
                " ON `shop_product` (`seller_id`)",
            ],
            reverse_sql=[
                "DROP INDEX IF EXISTS"
                " `shop_product_owner_id_c7c481d9_fk_shop_owner_id_twin`"
                " ON `shop_product`",
            ],
        ),
    ]
