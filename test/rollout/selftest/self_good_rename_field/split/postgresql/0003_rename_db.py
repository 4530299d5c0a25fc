import importlib

from django.db import migrations

half = importlib.import_module("shop.migrations.0002_rename_state")


class Migration(migrations.Migration):
    dependencies = [("shop", "0002_rename_state")]

    operations = [
        migrations.RunSQL(
            [
                "DROP TRIGGER price_twin ON shop_product",
                "DROP FUNCTION price_twin()",
                "DROP TRIGGER sku_twin ON shop_product",
                "DROP FUNCTION sku_twin()",
                "ALTER TABLE shop_product DROP COLUMN cost, DROP COLUMN code",
                "ALTER TABLE shop_product RENAME COLUMN price TO cost",
                "ALTER TABLE shop_product RENAME COLUMN sku TO code",
            ],
            [
                "ALTER TABLE shop_product ADD COLUMN price integer, ADD COLUMN sku varchar(40)",
                half.TWIN.format("price", "cost"),
                half.TRIGGER.format("price"),
                half.TWIN.format("sku", "code"),
                half.TRIGGER.format("sku"),
                "UPDATE shop_product SET price = cost, sku = code",
                "CREATE UNIQUE INDEX shop_product_sku_twin ON shop_product (sku)",
                "ALTER TABLE shop_product RENAME COLUMN cost TO swapped",
                "ALTER TABLE shop_product RENAME COLUMN price TO cost",
                "ALTER TABLE shop_product RENAME COLUMN swapped TO price",
                "ALTER TABLE shop_product RENAME COLUMN code TO swapped",
                "ALTER TABLE shop_product RENAME COLUMN sku TO code",
                "ALTER TABLE shop_product RENAME COLUMN swapped TO sku",
            ],
        ),
    ]
