import time
from django.db import migrations, transaction


def copy_shop_product_cost_to_price(apps, schema_editor):
    """Copy cost to price in all rows of shop_product, 1,000 at a time.

    Rows that others have locked are left for a later round, so that this never waits
    for them and they never for long. Triggers keep the two equal in rows that are
    written meanwhile.
    """
    connection = schema_editor.connection
    unequal = 'SELECT "id" FROM "shop_product" WHERE "price" IS DISTINCT FROM "cost"'
    update = 'UPDATE "shop_product" SET "price" = "cost" WHERE "id" IN'
    batch = ' ORDER BY "id" LIMIT 1000 FOR NO KEY UPDATE'
    among = ' AND "id" IN'
    # Where each batch is a transaction of its own. In one for all, whoever holds a row
    # may be waiting for an earlier batch, and the database has to notice.
    if not connection.in_atomic_block:
        batch += " SKIP LOCKED"
    keys = []
    with connection.cursor() as cursor:
        while True:
            after = ' AND "id" > %s' if keys else ""
            with transaction.atomic(using=connection.alias, savepoint=False):
                cursor.execute(unequal + after + batch, keys[-1:])
                keys = [key for (key,) in cursor.fetchall()]
                if keys:
                    marks = ", ".join(["%s"] * len(keys))
                    cursor.execute(f"{update} ({marks})", keys)
                    cursor.execute(f"{unequal}{among} ({marks})", keys)
                    if cursor.fetchone() is not None:
                        raise RuntimeError(
                            "Another trigger of shop_product writes cost or price."
                        )
                    continue
            cursor.execute(unequal + " LIMIT 1", [])
            if cursor.fetchone() is None:
                return
            time.sleep(0.2)


class Migration(migrations.Migration):
    # Step 2 of 2, for a later release, when no code from before
    # 0002_remove_product_product_not_negative_and_more_state runs any more.
    # It renames the column of Product.cost. The models do not change.

    # Each batch of rows, and each statement, is a transaction of its own.
    atomic = False

    dependencies = [
        ("shop", "0002_remove_product_product_not_negative_and_more_state"),
    ]

    operations = [
        # shop_product.price takes the name cost in place of its twin, at one blow.
        migrations.RunSQL(
            sql=[
                "DO $bgsplit$\n"
                "BEGIN\n"
                "  IF EXISTS (SELECT 1 FROM pg_catalog.pg_attribute WHERE attrelid ="
                " to_regclass('\"shop_product\"') AND attname = 'price') THEN\n"
                '    DROP TRIGGER IF EXISTS "zz_shop_product_price_cost_twin"'
                ' ON "shop_product";\n'
                '    DROP FUNCTION IF EXISTS "zz_shop_product_price_cost_twin"();\n'
                '    ALTER TABLE "shop_product" DROP COLUMN "cost";\n'
                '    ALTER TABLE "shop_product" RENAME COLUMN "price" TO "cost";\n'
                "  END IF;\n"
                "END\n"
                "$bgsplit$",
            ],
            reverse_sql=[
                "DO $bgsplit$\n"
                "BEGIN\n"
                "  IF (SELECT attnum FROM pg_catalog.pg_attribute WHERE attrelid ="
                " to_regclass('\"shop_product\"') AND attname = 'cost') < (SELECT"
                " attnum FROM pg_catalog.pg_attribute WHERE attrelid ="
                " to_regclass('\"shop_product\"') AND attname = 'price') THEN\n"
                '    ALTER TABLE "shop_product" RENAME COLUMN "cost"'
                ' TO "bgsplit_swapped";\n'
                '    ALTER TABLE "shop_product" RENAME COLUMN "price" TO "cost";\n'
                '    ALTER TABLE "shop_product" RENAME COLUMN "bgsplit_swapped"'
                ' TO "price";\n'
                "  END IF;\n"
                "END\n"
                "$bgsplit$",
            ],
        ),
        migrations.RunPython(
            migrations.RunPython.noop,
            copy_shop_product_cost_to_price,
        ),
        # On the way back, both names again.
        migrations.RunSQL(
            sql=migrations.RunSQL.noop,
            reverse_sql=[
                'ALTER TABLE "shop_product"'
                ' ADD COLUMN IF NOT EXISTS "price" integer NULL',
                'DROP TRIGGER IF EXISTS "zz_shop_product_price_cost_twin"'
                ' ON "shop_product";\n'
                'CREATE OR REPLACE FUNCTION "zz_shop_product_price_cost_twin"()'
                " RETURNS trigger LANGUAGE plpgsql AS $bgsplit$\n"
                "BEGIN\n"
                "  IF TG_OP = 'UPDATE' THEN\n"
                '    IF NEW."cost" IS DISTINCT FROM OLD."cost" THEN\n'
                '      NEW."price" := NEW."cost";\n'
                '    ELSIF NEW."price" IS DISTINCT FROM OLD."price" THEN\n'
                '      NEW."cost" := NEW."price";\n'
                "    END IF;\n"
                '  ELSIF NEW."cost" IS NULL THEN\n'
                '    NEW."cost" := NEW."price";\n'
                "  ELSE\n"
                '    NEW."price" := NEW."cost";\n'
                "  END IF;\n"
                "  RETURN NEW;\n"
                "END\n"
                "$bgsplit$;\n"
                'CREATE TRIGGER "zz_shop_product_price_cost_twin" BEFORE INSERT'
                ' OR UPDATE ON "shop_product" FOR EACH ROW'
                ' EXECUTE FUNCTION "zz_shop_product_price_cost_twin"()',
            ],
        ),
    ]
