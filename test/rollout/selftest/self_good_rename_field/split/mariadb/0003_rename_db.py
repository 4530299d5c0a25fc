import importlib

from django.db import migrations

half = importlib.import_module("shop.migrations.0002_rename_state")


class Migration(migrations.Migration):
    dependencies = [("shop", "0002_rename_state")]

    operations = [
        migrations.RunSQL(
            [
                "LOCK TABLES shop_product WRITE",
                "DROP TRIGGER price_twin_insert",
                "DROP TRIGGER price_twin_update",
                "DROP TRIGGER sku_twin_insert",
                "DROP TRIGGER sku_twin_update",
                "ALTER TABLE shop_product DROP COLUMN cost, DROP COLUMN code,"
                " RENAME COLUMN price TO cost, RENAME COLUMN sku TO code",
                "ALTER TABLE shop_product ALTER COLUMN cost DROP DEFAULT, ALTER COLUMN code DROP DEFAULT",
                "UNLOCK TABLES",
            ],
            [
                "ALTER TABLE shop_product ALTER COLUMN cost SET DEFAULT 0, ALTER COLUMN code SET DEFAULT ''",
                "ALTER TABLE shop_product ADD COLUMN price integer NOT NULL DEFAULT 0,"
                " ADD COLUMN sku varchar(40) NOT NULL DEFAULT ''",
                half.ON_INSERT.format("price", "cost", "0"),
                half.ON_UPDATE.format("price", "cost"),
                half.ON_INSERT.format("sku", "code", "''"),
                half.ON_UPDATE.format("sku", "code"),
                "UPDATE shop_product SET price = cost, sku = code",
                "CREATE UNIQUE INDEX shop_product_sku_twin ON shop_product (sku)",
                "ALTER TABLE shop_product RENAME COLUMN cost TO price, RENAME COLUMN price TO cost,"
                " RENAME COLUMN code TO sku, RENAME COLUMN sku TO code",
            ],
        ),
    ]
