from django.db import migrations

OVERLAP = [
    "ALTER TABLE shop_product_tags ADD COLUMN item_id bigint",
    """
    CREATE FUNCTION item_twin() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'INSERT' THEN
            IF NEW.item_id IS NULL THEN NEW.item_id := NEW.product_id; ELSE NEW.product_id := NEW.item_id; END IF;
        ELSIF NEW.item_id IS DISTINCT FROM OLD.item_id THEN NEW.product_id := NEW.item_id;
        ELSIF NEW.product_id IS DISTINCT FROM OLD.product_id THEN NEW.item_id := NEW.product_id;
        END IF;
        RETURN NEW;
    END $$
    """,
    "CREATE TRIGGER item_twin BEFORE INSERT OR UPDATE ON shop_product_tags"
    " FOR EACH ROW EXECUTE FUNCTION item_twin()",
    "UPDATE shop_product_tags SET item_id = product_id",
    "CREATE UNIQUE INDEX shop_product_tags_twin ON shop_product_tags (item_id, tag_id)",
    "CREATE VIEW shop_item WITH (security_invoker = true) AS SELECT id, name FROM shop_product",
    "CREATE VIEW shop_item_tags WITH (security_invoker = true) AS"
    " SELECT id, item_id, tag_id FROM shop_product_tags",
]
BACK = [
    "DROP VIEW shop_item_tags",
    "DROP VIEW shop_item",
    "DROP TRIGGER item_twin ON shop_product_tags",
    "DROP FUNCTION item_twin()",
    "ALTER TABLE shop_product_tags DROP COLUMN item_id",
]


class Migration(migrations.Migration):
    dependencies = [("shop", "0001_initial")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.RenameModel("Product", "Item")],
            database_operations=[migrations.RunSQL(OVERLAP, BACK)],
        ),
    ]
