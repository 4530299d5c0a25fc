from django.db import migrations

TWIN = """
CREATE FUNCTION {0}_twin() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.{1} IS NOT DISTINCT FROM NULL THEN NEW.{1} := NEW.{0}; ELSE NEW.{0} := NEW.{1}; END IF;
    ELSIF NEW.{1} IS DISTINCT FROM OLD.{1} THEN NEW.{0} := NEW.{1};
    ELSIF NEW.{0} IS DISTINCT FROM OLD.{0} THEN NEW.{1} := NEW.{0};
    END IF;
    RETURN NEW;
END $$
"""
TRIGGER = (
    "CREATE TRIGGER {0}_twin BEFORE INSERT OR UPDATE ON shop_product"
    " FOR EACH ROW EXECUTE FUNCTION {0}_twin()"
)


class Migration(migrations.Migration):
    dependencies = [("shop", "0001_initial")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RenameField("product", "price", "cost"),
                migrations.RenameField("product", "sku", "code"),
            ],
            database_operations=[
                migrations.RunSQL(
                    [
                        "ALTER TABLE shop_product ADD COLUMN cost integer, ADD COLUMN code varchar(40)",
                        TWIN.format("price", "cost"),
                        TRIGGER.format("price"),
                        TWIN.format("sku", "code"),
                        TRIGGER.format("sku"),
                        "UPDATE shop_product SET cost = price, code = sku",
                        "CREATE UNIQUE INDEX shop_product_sku_twin ON shop_product (code)",
                    ],
                    [
                        "DROP TRIGGER price_twin ON shop_product",
                        "DROP FUNCTION price_twin()",
                        "DROP TRIGGER sku_twin ON shop_product",
                        "DROP FUNCTION sku_twin()",
                        "ALTER TABLE shop_product DROP COLUMN cost, DROP COLUMN code",
                    ],
                ),
            ],
        ),
    ]
