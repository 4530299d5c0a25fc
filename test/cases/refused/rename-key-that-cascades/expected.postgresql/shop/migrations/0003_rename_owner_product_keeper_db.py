import time
from django.db import migrations, transaction


def copy_shop_product_keeper_id_to_owner_id(apps, schema_editor):
    """Copy keeper_id to owner_id in all rows of shop_product, 1,000 at a time.

    Rows that others have locked are left for a later round, so that this never waits
    for them and they never for long. Triggers keep the two equal in rows that are
    written meanwhile.
    """
    connection = schema_editor.connection
    unequal = (
        'SELECT "id" FROM "shop_product" WHERE "owner_id" IS DISTINCT FROM "keeper_id"'
    )
    update = 'UPDATE "shop_product" SET "owner_id" = "keeper_id" WHERE "id" IN'
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
                            "Another trigger of shop_product writes keeper_id or owner_id."
                        )
                    continue
            cursor.execute(unequal + " LIMIT 1", [])
            if cursor.fetchone() is None:
                return
            time.sleep(0.2)


class Migration(migrations.Migration):
    # Step 2 of 2, for a later release, when no code from before
    # 0002_rename_owner_product_keeper_state runs any more.
    # It renames the column of Product.keeper. The models do not change.

    # Each batch of rows, and each statement, is a transaction of its own.
    atomic = False

    dependencies = [
        ("shop", "0002_rename_owner_product_keeper_state"),
    ]

    operations = [
        # shop_product.owner_id takes the name keeper_id in place of its twin, at one
        # blow.
        migrations.RunSQL(
            sql=[
                "DO $bgsplit$\n"
                "BEGIN\n"
                "  IF EXISTS (SELECT 1 FROM pg_catalog.pg_attribute WHERE attrelid ="
                " to_regclass('\"shop_product\"') AND attname = 'owner_id') THEN\n"
                '    DROP TRIGGER IF EXISTS "zz_shop_product_owner_id_keeper_id_twin"'
                ' ON "shop_product";\n'
                "    DROP FUNCTION IF EXISTS"
                ' "zz_shop_product_owner_id_keeper_id_twin"();\n'
                '    ALTER TABLE "shop_product" DROP COLUMN "keeper_id";\n'
                '    ALTER TABLE "shop_product" RENAME COLUMN "owner_id"'
                ' TO "keeper_id";\n'
                "  END IF;\n"
                "END\n"
                "$bgsplit$",
            ],
            reverse_sql=[
                "DO $bgsplit$\n"
                "BEGIN\n"
                "  IF EXISTS (SELECT 1 FROM pg_index WHERE indexrelid ="
                " to_regclass('\"shop_product_owner_id_c7c481d9_twin\"') AND NOT"
                " indisvalid) THEN\n"
                '    DROP INDEX "shop_product_owner_id_c7c481d9_twin";\n'
                "  END IF;\n"
                "END\n"
                "$bgsplit$",
                "CREATE INDEX CONCURRENTLY IF NOT EXISTS"
                ' "shop_product_owner_id_c7c481d9_twin" ON "shop_product" ("owner_id")',
                "DO $bgsplit$\n"
                "BEGIN\n"
                "  IF (SELECT attnum FROM pg_catalog.pg_attribute WHERE attrelid ="
                " to_regclass('\"shop_product\"') AND attname = 'keeper_id') < (SELECT"
                " attnum FROM pg_catalog.pg_attribute WHERE attrelid ="
                " to_regclass('\"shop_product\"') AND attname = 'owner_id') THEN\n"
                '    ALTER TABLE "shop_product" RENAME COLUMN "keeper_id"'
                ' TO "bgsplit_swapped";\n'
                '    ALTER TABLE "shop_product" RENAME COLUMN "owner_id"'
                ' TO "keeper_id";\n'
                '    ALTER TABLE "shop_product" RENAME COLUMN "bgsplit_swapped"'
                ' TO "owner_id";\n'
                "  END IF;\n"
                "END\n"
                "$bgsplit$",
            ],
        ),
        migrations.RunPython(
            migrations.RunPython.noop,
            copy_shop_product_keeper_id_to_owner_id,
        ),
        # On the way back, both names again.
        migrations.RunSQL(
            sql=migrations.RunSQL.noop,
            reverse_sql=[
                'ALTER TABLE "shop_product"'
                ' ADD COLUMN IF NOT EXISTS "owner_id" bigint NULL',
                'DROP TRIGGER IF EXISTS "zz_shop_product_owner_id_keeper_id_twin"'
                ' ON "shop_product";\n'
                "CREATE OR REPLACE FUNCTION"
                ' "zz_shop_product_owner_id_keeper_id_twin"() RETURNS trigger LANGUAGE'
                " plpgsql AS $bgsplit$\n"
                "BEGIN\n"
                "  IF TG_OP = 'UPDATE' THEN\n"
                '    IF NEW."keeper_id" IS DISTINCT FROM OLD."keeper_id" THEN\n'
                '      NEW."owner_id" := NEW."keeper_id";\n'
                '    ELSIF NEW."owner_id" IS DISTINCT FROM OLD."owner_id" THEN\n'
                '      NEW."keeper_id" := NEW."owner_id";\n'
                "    END IF;\n"
                '  ELSIF NEW."keeper_id" IS NULL THEN\n'
                '    NEW."keeper_id" := NEW."owner_id";\n'
                "  ELSE\n"
                '    NEW."owner_id" := NEW."keeper_id";\n'
                "  END IF;\n"
                "  RETURN NEW;\n"
                "END\n"
                "$bgsplit$;\n"
                'CREATE TRIGGER "zz_shop_product_owner_id_keeper_id_twin" BEFORE'
                ' INSERT OR UPDATE ON "shop_product" FOR EACH ROW'
                ' EXECUTE FUNCTION "zz_shop_product_owner_id_keeper_id_twin"()',
            ],
        ),
    ]
