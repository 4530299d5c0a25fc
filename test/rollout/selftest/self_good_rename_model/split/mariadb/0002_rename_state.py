from django.db import migrations

OVERLAP = [
    "ALTER TABLE shop_product_tags ALTER COLUMN product_id SET DEFAULT 0",
    "ALTER TABLE shop_product_tags ADD COLUMN item_id bigint NOT NULL DEFAULT 0",
    """
    CREATE TRIGGER item_twin_insert BEFORE INSERT ON shop_product_tags FOR EACH ROW
    IF BINARY NEW.item_id <=> BINARY 0 THEN SET NEW.item_id = NEW.product_id;
    ELSE SET NEW.product_id = NEW.item_id; END IF
    """,
    """
    CREATE TRIGGER item_twin_update BEFORE UPDATE ON shop_product_tags FOR EACH ROW
    IF NOT (BINARY NEW.item_id <=> BINARY OLD.item_id) THEN SET NEW.product_id = NEW.item_id;
    ELSEIF NOT (BINARY NEW.product_id <=> BINARY OLD.product_id) THEN SET NEW.item_id = NEW.product_id; END IF
    """,
    "UPDATE shop_product_tags SET item_id = product_id",
    "CREATE UNIQUE INDEX shop_product_tags_twin ON shop_product_tags (item_id, tag_id)",
    "CREATE SQL SECURITY INVOKER VIEW shop_item AS SELECT id, name FROM shop_product",
    "CREATE SQL SECURITY INVOKER VIEW shop_item_tags AS SELECT id, item_id, tag_id FROM shop_product_tags",
]
BACK = [
    "DROP VIEW shop_item_tags, shop_item",
    "DROP TRIGGER item_twin_insert",
    "DROP TRIGGER item_twin_update",
    "ALTER TABLE shop_product_tags DROP INDEX shop_product_tags_twin",
    "ALTER TABLE shop_product_tags DROP COLUMN item_id, ALTER COLUMN product_id DROP DEFAULT",
]


class Migration(migrations.Migration):
    dependencies = [("shop", "0001_initial")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.RenameModel("Product", "Item")],
            database_operations=[migrations.RunSQL(OVERLAP, BACK)],
        ),
    ]
