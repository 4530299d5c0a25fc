import time
from django.db import migrations, transaction


def copy_shop_product_tags_item_id_to_product_id(apps, schema_editor):
    """Copy item_id to product_id in all rows of shop_product_tags, 1,000 at a time.

    Rows that others have locked are left for a later round, so that this never waits
    for them and they never for long. Triggers keep the two equal in rows that are
    written meanwhile.
    """
    connection = schema_editor.connection
    unequal = (
        'SELECT "id" FROM "shop_product_tags" WHERE "product_id" IS DISTINCT'
        ' FROM "item_id"'
    )
    update = 'UPDATE "shop_product_tags" SET "product_id" = "item_id" WHERE "id" IN'
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
                            "Another trigger of shop_product_tags writes item_id or product_id."
                        )
                    continue
            cursor.execute(unequal + " LIMIT 1", [])
            if cursor.fetchone() is None:
                return
            time.sleep(0.2)


class Migration(migrations.Migration):
    # Step 2 of 2, for a later release, when no code from before
    # 0002_alter_product_table_rename_product_item_state runs any more.
    # It renames the columns that are called after Product. The models do not change.

    # Each batch of rows, and each statement, is a transaction of its own.
    atomic = False

    dependencies = [
        ("shop", "0002_alter_product_table_rename_product_item_state"),
    ]

    operations = [
        # shop_product_tags.product_id takes the name item_id in place of its twin, at
        # one blow.
        migrations.RunSQL(
            sql=[
                "DO $bgsplit$\n"
                "BEGIN\n"
                "  IF EXISTS (SELECT 1 FROM pg_catalog.pg_attribute WHERE attrelid ="
                " to_regclass('\"shop_product_tags\"') AND attname = 'product_id')"
                " THEN\n"
                "    DROP TRIGGER IF EXISTS"
                ' "zz_shop_product_tags_product_id_item_id_twin"'
                ' ON "shop_product_tags";\n'
                "    DROP FUNCTION IF EXISTS"
                ' "zz_shop_product_tags_product_id_item_id_twin"();\n'
                '    ALTER TABLE "shop_product_tags" DROP COLUMN "item_id";\n'
                '    ALTER TABLE "shop_product_tags" RENAME COLUMN "product_id"'
                ' TO "item_id";\n'
                "  END IF;\n"
                "END\n"
                "$bgsplit$",
            ],
            reverse_sql=[
                "DO $bgsplit$\n"
                "BEGIN\n"
                "  IF EXISTS (SELECT 1 FROM pg_index WHERE indexrelid ="
                " to_regclass('\"shop_product_tags_product_id_9a158885_twin\"') AND"
                " NOT indisvalid) THEN\n"
                '    DROP INDEX "shop_product_tags_product_id_9a158885_twin";\n'
                "  END IF;\n"
                "END\n"
                "$bgsplit$",
                "CREATE INDEX CONCURRENTLY IF NOT EXISTS"
                ' "shop_product_tags_product_id_9a158885_twin"'
                ' ON "shop_product_tags" ("product_id")',
                "DO $bgsplit$\n"
                "BEGIN\n"
                "  IF EXISTS (SELECT 1 FROM pg_index WHERE indexrelid ="
                " to_regclass('\"shop_product_tags_product_id_tag_id_a244154e_uniq_twin\"')"
                " AND NOT indisvalid) THEN\n"
                "    DROP INDEX"
                ' "shop_product_tags_product_id_tag_id_a244154e_uniq_twin";\n'
                "  END IF;\n"
                "END\n"
                "$bgsplit$",
                "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS"
                ' "shop_product_tags_product_id_tag_id_a244154e_uniq_twin"'
                ' ON "shop_product_tags" ("product_id", "tag_id")',
                "DO $bgsplit$\n"
                "BEGIN\n"
                "  IF (SELECT attnum FROM pg_catalog.pg_attribute WHERE attrelid ="
                " to_regclass('\"shop_product_tags\"') AND attname = 'item_id') <"
                " (SELECT attnum FROM pg_catalog.pg_attribute WHERE attrelid ="
                " to_regclass('\"shop_product_tags\"') AND attname = 'product_id')"
                " THEN\n"
                '    ALTER TABLE "shop_product_tags" RENAME COLUMN "item_id"'
                ' TO "bgsplit_swapped";\n'
                '    ALTER TABLE "shop_product_tags" RENAME COLUMN "product_id"'
                ' TO "item_id";\n'
                '    ALTER TABLE "shop_product_tags" RENAME COLUMN "bgsplit_swapped"'
                ' TO "product_id";\n'
                "  END IF;\n"
                "END\n"
                "$bgsplit$",
            ],
        ),
        migrations.RunPython(
            migrations.RunPython.noop,
            copy_shop_product_tags_item_id_to_product_id,
        ),
        # On the way back, both names again.
        migrations.RunSQL(
            sql=migrations.RunSQL.noop,
            reverse_sql=[
                'ALTER TABLE "shop_product_tags"'
                ' ADD COLUMN IF NOT EXISTS "product_id" bigint NULL',
                'DROP TRIGGER IF EXISTS "zz_shop_product_tags_product_id_item_id_twin"'
                ' ON "shop_product_tags";\n'
                "CREATE OR REPLACE FUNCTION"
                ' "zz_shop_product_tags_product_id_item_id_twin"() RETURNS trigger'
                " LANGUAGE plpgsql AS $bgsplit$\n"
                "BEGIN\n"
                "  IF TG_OP = 'UPDATE' THEN\n"
                '    IF NEW."item_id" IS DISTINCT FROM OLD."item_id" THEN\n'
                '      NEW."product_id" := NEW."item_id";\n'
                '    ELSIF NEW."product_id" IS DISTINCT FROM OLD."product_id" THEN\n'
                '      NEW."item_id" := NEW."product_id";\n'
                "    END IF;\n"
                '  ELSIF NEW."item_id" IS NULL THEN\n'
                '    NEW."item_id" := NEW."product_id";\n'
                "  ELSE\n"
                '    NEW."product_id" := NEW."item_id";\n'
                "  END IF;\n"
                "  RETURN NEW;\n"
                "END\n"
                "$bgsplit$;\n"
                'CREATE TRIGGER "zz_shop_product_tags_product_id_item_id_twin" BEFORE'
                ' INSERT OR UPDATE ON "shop_product_tags" FOR EACH ROW'
                ' EXECUTE FUNCTION "zz_shop_product_tags_product_id_item_id_twin"()',
            ],
        ),
        # As Django calls and has them after the rename.
        migrations.RunSQL(
            sql=[
                "DO $bgsplit$\n"
                "BEGIN\n"
                "  IF EXISTS (SELECT 1 FROM pg_catalog.pg_constraint WHERE conrelid ="
                " to_regclass('\"shop_product_tags\"') AND conname ="
                " 'shop_product_tags_product_id_9a158885_fk_shop_product_id') THEN\n"
                '    ALTER TABLE "shop_product_tags"'
                " RENAME CONSTRAINT"
                ' "shop_product_tags_product_id_9a158885_fk_shop_product_id"'
                ' TO "shop_product_tags_item_id_4aee7044_fk_shop_product_id";\n'
                "  END IF;\n"
                "END\n"
                "$bgsplit$",
            ],
            reverse_sql=[
                "DO $bgsplit$\n"
                "BEGIN\n"
                "  IF EXISTS (SELECT 1 FROM pg_catalog.pg_constraint WHERE conrelid ="
                " to_regclass('\"shop_product_tags\"') AND conname ="
                " 'shop_product_tags_item_id_4aee7044_fk_shop_product_id') THEN\n"
                '    ALTER TABLE "shop_product_tags"'
                " RENAME CONSTRAINT"
                ' "shop_product_tags_item_id_4aee7044_fk_shop_product_id"'
                ' TO "shop_product_tags_product_id_9a158885_fk_shop_product_id";\n'
                "  END IF;\n"
                "END\n"
                "$bgsplit$",
            ],
        ),
    ]
