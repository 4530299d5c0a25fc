from django.db import migrations

ON_INSERT = """
CREATE TRIGGER {0}_twin_insert BEFORE INSERT ON shop_product FOR EACH ROW
IF BINARY NEW.{1} <=> BINARY {2} THEN SET NEW.{1} = NEW.{0}; ELSE SET NEW.{0} = NEW.{1}; END IF
"""
ON_UPDATE = """
CREATE TRIGGER {0}_twin_update BEFORE UPDATE ON shop_product FOR EACH ROW
IF NOT (BINARY NEW.{1} <=> BINARY OLD.{1}) THEN SET NEW.{0} = NEW.{1};
ELSEIF NOT (BINARY NEW.{0} <=> BINARY OLD.{0}) THEN SET NEW.{1} = NEW.{0}; END IF
"""


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
                        "ALTER TABLE shop_product ALTER COLUMN price SET DEFAULT 0,"
                        " ALTER COLUMN sku SET DEFAULT ''",
                        "ALTER TABLE shop_product ADD COLUMN cost integer NOT NULL DEFAULT 0,"
                        " ADD COLUMN code varchar(40) NOT NULL DEFAULT ''",
                        ON_INSERT.format("price", "cost", "0"),
                        ON_UPDATE.format("price", "cost"),
                        ON_INSERT.format("sku", "code", "''"),
                        ON_UPDATE.format("sku", "code"),
                        "UPDATE shop_product SET cost = price, code = sku",
                        "CREATE UNIQUE INDEX shop_product_sku_twin ON shop_product (code)",
                    ],
                    [
                        "DROP TRIGGER price_twin_insert",
                        "DROP TRIGGER price_twin_update",
                        "DROP TRIGGER sku_twin_insert",
                        "DROP TRIGGER sku_twin_update",
                        "ALTER TABLE shop_product DROP COLUMN cost, DROP COLUMN code,"
                        " ALTER COLUMN price DROP DEFAULT, ALTER COLUMN sku DROP DEFAULT",
                    ],
                ),
            ],
        ),
    ]
