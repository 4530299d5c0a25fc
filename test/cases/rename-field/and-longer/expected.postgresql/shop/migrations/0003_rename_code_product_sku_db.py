import time
from django.db import migrations, transaction


def copy_shop_product_sku_to_code(apps, schema_editor):
    """Copy sku to code in all rows of shop_product, 1,000 at a time.

    Rows that others have locked are left for a later round, so that this never waits
    for them and they never for long. Triggers keep the two equal in rows that are
    written meanwhile.
    """
    connection = schema_editor.connection
    unequal = 'SELECT "id" FROM "shop_product" WHERE "code" IS DISTINCT FROM "sku"'
    update = 'UPDATE "shop_product" SET "code" = "sku" WHERE "id" IN'
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
                            "Another trigger of shop_product writes sku or code."
                        )
                    continue
            cursor.execute(unequal + " LIMIT 1", [])
            if cursor.fetchone() is None:
                return
            time.sleep(0.2)


class Migration(migrations.Migration):
    # Step 2 of 2, for a later release, when no code from before
    # 0002_rename_code_product_sku_state runs any more.
    # It renames the column of Product.sku. The models do not change.

    # Each batch of rows, and each statement, is a transaction of its own.
    atomic = False

    dependencies = [
        ("shop", "0002_rename_code_product_sku_state"),
    ]

    operations = [
        # shop_product.code takes the name sku in place of its twin, at one blow.
        migrations.RunSQL(
            sql=[
                "DO $bgsplit$\n"
                "BEGIN\n"
                "  IF EXISTS (SELECT 1 FROM pg_catalog.pg_attribute WHERE attrelid ="
                " to_regclass('\"shop_product\"') AND attname = 'code') THEN\n"
                '    DROP TRIGGER IF EXISTS "zz_shop_product_code_sku_twin"'
                ' ON "shop_product";\n'
                '    DROP FUNCTION IF EXISTS "zz_shop_product_code_sku_twin"();\n'
                '    ALTER TABLE "shop_product" DROP COLUMN "sku";\n'
                '    ALTER TABLE "shop_product" RENAME COLUMN "code" TO "sku";\n'
                "  END IF;\n"
                "END\n"
                "$bgsplit$",
            ],
            reverse_sql=[
                "DO $bgsplit$\n"
                "BEGIN\n"
                "  IF (SELECT attnum FROM pg_catalog.pg_attribute WHERE attrelid ="
                " to_regclass('\"shop_product\"') AND attname = 'sku') < (SELECT"
                " attnum FROM pg_catalog.pg_attribute WHERE attrelid ="
                " to_regclass('\"shop_product\"') AND attname = 'code') THEN\n"
                '    ALTER TABLE "shop_product" RENAME COLUMN "sku"'
                ' TO "bgsplit_swapped";\n'
                '    ALTER TABLE "shop_product" RENAME COLUMN "code" TO "sku";\n'
                '    ALTER TABLE "shop_product" RENAME COLUMN "bgsplit_swapped"'
                ' TO "code";\n'
                "  END IF;\n"
                "END\n"
                "$bgsplit$",
            ],
        ),
        migrations.RunPython(
            migrations.RunPython.noop,
            copy_shop_product_sku_to_code,
        ),
        # On the way back, both names again.
        migrations.RunSQL(
            sql=migrations.RunSQL.noop,
            reverse_sql=[
                'ALTER TABLE "shop_product"'
                ' ADD COLUMN IF NOT EXISTS "code" varchar(40) NULL',
                'DROP TRIGGER IF EXISTS "zz_shop_product_code_sku_twin"'
                ' ON "shop_product";\n'
                'CREATE OR REPLACE FUNCTION "zz_shop_product_code_sku_twin"() RETURNS'
                " trigger LANGUAGE plpgsql AS $bgsplit$\n"
                "BEGIN\n"
                "  IF TG_OP = 'UPDATE' THEN\n"
                '    IF NEW."sku" IS DISTINCT FROM OLD."sku" THEN\n'
                '      NEW."code" := NEW."sku";\n'
                '    ELSIF NEW."code" IS DISTINCT FROM OLD."code" THEN\n'
                '      NEW."sku" := NEW."code";\n'
                "    END IF;\n"
                '  ELSIF NEW."sku" IS NULL THEN\n'
                '    NEW."sku" := NEW."code";\n'
                "  ELSE\n"
                '    NEW."code" := NEW."sku";\n'
                "  END IF;\n"
                "  RETURN NEW;\n"
                "END\n"
                "$bgsplit$;\n"
                'CREATE TRIGGER "zz_shop_product_code_sku_twin" BEFORE INSERT'
                ' OR UPDATE ON "shop_product" FOR EACH ROW'
                ' EXECUTE FUNCTION "zz_shop_product_code_sku_twin"()',
            ],
        ),
    ]
