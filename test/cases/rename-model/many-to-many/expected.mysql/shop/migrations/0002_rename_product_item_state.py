import time
from django.db import IntegrityError, migrations, router, transaction


def copy_shop_product_tags_product_id_to_item_id(apps, schema_editor):
    """Copy product_id to item_id in all rows of shop_product_tags, 1,000 at a time.

    Rows that others have locked are left for a later round, so that this never waits
    for them and they never for long. Triggers keep the two equal in rows that are
    written meanwhile.
    """
    connection = schema_editor.connection
    unequal = (
        "SELECT `id` FROM `shop_product_tags` WHERE NOT (`item_id` <=> `product_id`)"
    )
    update = (
        "UPDATE `shop_product_tags` FORCE INDEX (PRIMARY) SET `item_id` = `product_id`"
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
                            "Another trigger of shop_product_tags writes product_id or item_id."
                        )
                    continue
            cursor.execute(unequal + " LIMIT 1", [])
            if cursor.fetchone() is None:
                return
            time.sleep(0.2)


def rename_content_type_product_to_item(apps, schema_editor, old="product", new="item"):
    """Rename the content type of Product, as RenameModel would: what points at it
    stays with Item.
    """
    alias = schema_editor.connection.alias
    try:
        ContentType = apps.get_model("contenttypes", "ContentType")
    except LookupError:
        return
    if not router.allow_migrate_model(alias, ContentType):
        return
    try:
        with transaction.atomic(using=alias):
            rows = ContentType.objects.using(alias).filter(app_label="shop", model=old)
            rows.update(model=new)
    except IntegrityError:
        # There is one of that name already: remove_stale_contenttypes asks what to do
        # with the other.
        pass
    ContentType.objects.clear_cache()


def rename_content_type_item_to_product(apps, schema_editor):
    """The same on the way back."""
    rename_content_type_product_to_item(apps, schema_editor, old="item", new="product")


class Migration(migrations.Migration):
    # Step 1 of 2, for the release whose code knows the model Product as Item.
    # The table keeps its name, and a view has the new one: old and new code read and
    # write the same rows. Step 2 renames the table of Item:
    # 0003_rename_product_item_db.

    # Each batch of rows, and each statement, is a transaction of its own.
    atomic = False

    dependencies = [
        ("shop", "0001_initial"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RenameModel(
                    old_name="Product",
                    new_name="Item",
                ),
            ],
            database_operations=[
                # shop_product_tags.product_id under both names while both are in use:
                # triggers keep the two equal.
                migrations.RunSQL(
                    sql=[
                        "ALTER TABLE `shop_product_tags` ALTER COLUMN `product_id`"
                        " SET DEFAULT 0",
                        "ALTER TABLE `shop_product_tags` ADD COLUMN `item_id` bigint"
                        " DEFAULT 0 NOT NULL",
                        "DROP TRIGGER IF EXISTS"
                        " `shop_product_tags_product_id_item_id_twin_update`",
                        "CREATE TRIGGER"
                        " `shop_product_tags_product_id_item_id_twin_update` BEFORE"
                        " UPDATE ON `shop_product_tags` FOR EACH ROW\n"
                        "IF NOT (NEW.`item_id` <=> OLD.`item_id`) THEN\n"
                        "  SET NEW.`product_id` = NEW.`item_id`;\n"
                        "ELSEIF NOT (NEW.`product_id` <=> OLD.`product_id`) THEN\n"
                        "  SET NEW.`item_id` = NEW.`product_id`;\n"
                        "END IF",
                        "DROP TRIGGER IF EXISTS"
                        " `shop_product_tags_product_id_item_id_twin_insert`",
                        "CREATE TRIGGER"
                        " `shop_product_tags_product_id_item_id_twin_insert` BEFORE"
                        " INSERT ON `shop_product_tags` FOR EACH ROW\n"
                        "IF NEW.`item_id` <=> (0) THEN\n"
                        "  SET NEW.`item_id` = NEW.`product_id`;\n"
                        "ELSE\n"
                        "  SET NEW.`product_id` = NEW.`item_id`;\n"
                        "END IF",
                    ],
                    reverse_sql=[
                        "DROP TRIGGER IF EXISTS"
                        " `shop_product_tags_product_id_item_id_twin_update`",
                        "DROP TRIGGER IF EXISTS"
                        " `shop_product_tags_product_id_item_id_twin_insert`",
                        "ALTER TABLE `shop_product_tags` DROP COLUMN `item_id`",
                        "ALTER TABLE `shop_product_tags` ALTER COLUMN `product_id`"
                        " DROP DEFAULT",
                    ],
                ),
                # shop_product under both names while both are in use: new code reads
                # and writes its rows by this view.
                migrations.RunSQL(
                    sql=[
                        "CREATE OR REPLACE SQL SECURITY INVOKER VIEW `shop_item` AS"
                        " SELECT `id`, `name` FROM `shop_product`",
                    ],
                    reverse_sql=[
                        "DROP VIEW IF EXISTS `shop_item`",
                    ],
                ),
                # shop_product_tags under both names while both are in use: new code
                # reads and writes its rows by this view.
                migrations.RunSQL(
                    sql=[
                        "CREATE OR REPLACE SQL SECURITY INVOKER VIEW `shop_item_tags`"
                        " AS SELECT `id`, `item_id`, `tag_id` FROM `shop_product_tags`",
                    ],
                    reverse_sql=[
                        "DROP VIEW IF EXISTS `shop_item_tags`",
                    ],
                ),
            ],
        ),
        migrations.RunPython(
            copy_shop_product_tags_product_id_to_item_id,
            migrations.RunPython.noop,
        ),
        # New code finds rows by the new name as fast as old code does by the old one.
        migrations.RunSQL(
            sql=[
                "CREATE UNIQUE INDEX"
                " `shop_product_tags_product_id_tag_id_a244154e_uniq_twin`"
                " ON `shop_product_tags` (`item_id`, `tag_id`)",
            ],
            reverse_sql=[
                "DROP INDEX `shop_product_tags_product_id_tag_id_a244154e_uniq_twin`"
                " ON `shop_product_tags`",
            ],
        ),
        migrations.RunPython(
            rename_content_type_product_to_item,
            rename_content_type_item_to_product,
        ),
    ]
