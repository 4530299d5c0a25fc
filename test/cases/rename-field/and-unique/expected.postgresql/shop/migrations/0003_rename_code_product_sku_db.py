import time
from django.core.management.base import CommandError
from django.db import migrations, models, transaction


def check_product_sku_unique(apps, schema_editor):
    """Stop before anything is changed while there are rows that do not fit."""
    Product = apps.get_model("shop", "Product")
    rows = Product._base_manager.using(schema_editor.connection.alias)
    rows = rows.filter(sku__isnull=False)
    names = ["sku"]
    groups = rows.order_by().values(*names).annotate(times=models.Count("pk"))
    groups = groups.filter(times__gt=1).order_by(*names)
    count = groups.count()
    if count:
        some = ", ".join(
            "/".join(str(group[name]) for name in names) for group in groups[:5]
        )
        raise CommandError(
            f"Values of sku in more than one row of shop_product: {count} (first: "
            f"{some}). Make the rows different, then run migrate again."
        )


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
    # It renames the column of Product.sku and makes shop_product.sku unique. The models
    # do not change.

    # Each batch of rows, and each statement, is a transaction of its own.
    atomic = False

    dependencies = [
        ("shop", "0002_rename_code_product_sku_state"),
    ]

    operations = [
        migrations.RunPython(
            check_product_sku_unique,
            migrations.RunPython.noop,
        ),
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
                ' ADD COLUMN IF NOT EXISTS "code" varchar(20) NULL',
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
        migrations.RunSQL(
            sql=[
                'ALTER TABLE "shop_product"'
                ' DROP CONSTRAINT IF EXISTS "shop_product_sku_20049d15_uniq"',
                'DROP INDEX CONCURRENTLY IF EXISTS "shop_product_sku_20049d15_uniq"',
                'CREATE UNIQUE INDEX CONCURRENTLY "shop_product_sku_20049d15_uniq"'
                ' ON "shop_product" ("sku")',
                'ALTER TABLE "shop_product"'
                ' ADD CONSTRAINT "shop_product_sku_20049d15_uniq" UNIQUE'
                ' USING INDEX "shop_product_sku_20049d15_uniq"',
                'DROP INDEX CONCURRENTLY IF EXISTS "shop_product_sku_20049d15_like"',
                'CREATE INDEX CONCURRENTLY "shop_product_sku_20049d15_like"'
                ' ON "shop_product" ("sku" varchar_pattern_ops)',
            ],
            reverse_sql=[
                'ALTER TABLE "shop_product"'
                ' DROP CONSTRAINT IF EXISTS "shop_product_sku_20049d15_uniq"',
                'DROP INDEX CONCURRENTLY IF EXISTS "shop_product_sku_20049d15_like"',
            ],
        ),
    ]
