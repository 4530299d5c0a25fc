import time
from django.db import migrations, transaction


def copy_shop_book_item_ptr_id_to_product_ptr_id(apps, schema_editor):
    """Copy item_ptr_id to product_ptr_id in all rows of shop_book, 1,000 at a time.

    Rows that others have locked are left for a later round, so that this never waits
    for them and they never for long. Triggers keep the two equal in rows that are
    written meanwhile.
    """
    connection = schema_editor.connection
    unequal = (
        'SELECT "item_ptr_id" FROM "shop_book" WHERE "product_ptr_id" IS DISTINCT'
        ' FROM "item_ptr_id"'
    )
    update = (
        'UPDATE "shop_book" SET "product_ptr_id" = "item_ptr_id" WHERE "item_ptr_id" IN'
    )
    batch = ' ORDER BY "item_ptr_id" LIMIT 1000 FOR NO KEY UPDATE'
    among = ' AND "item_ptr_id" IN'
    # Where each batch is a transaction of its own. In one for all, whoever holds a row
    # may be waiting for an earlier batch, and the database has to notice.
    if not connection.in_atomic_block:
        batch += " SKIP LOCKED"
    keys = []
    with connection.cursor() as cursor:
        while True:
            after = ' AND "item_ptr_id" > %s' if keys else ""
            with transaction.atomic(using=connection.alias, savepoint=False):
                cursor.execute(unequal + after + batch, keys[-1:])
                keys = [key for (key,) in cursor.fetchall()]
                if keys:
                    marks = ", ".join(["%s"] * len(keys))
                    cursor.execute(f"{update} ({marks})", keys)
                    cursor.execute(f"{unequal}{among} ({marks})", keys)
                    if cursor.fetchone() is not None:
                        raise RuntimeError(
                            "Another trigger of shop_book writes item_ptr_id or product_ptr_id."
                        )
                    continue
            cursor.execute(unequal + " LIMIT 1", [])
            if cursor.fetchone() is None:
                return
            time.sleep(0.2)


class Migration(migrations.Migration):
    # Step 2 of 2, for a later release, when no code from before
    # 0002_rename_product_item_state runs any more.
    # It renames the table of Item and renames the column of Book.item_ptr. The models
    # do not change.

    # Each batch of rows, and each statement, is a transaction of its own.
    atomic = False

    dependencies = [
        ("shop", "0002_rename_product_item_state"),
    ]

    operations = [
        # shop_product takes the name shop_item in place of the view, at one blow.
        migrations.RunSQL(
            sql=[
                "DO $bgsplit$\n"
                "BEGIN\n"
                "  IF EXISTS (SELECT 1 FROM pg_class WHERE oid ="
                " to_regclass('\"shop_item\"') AND relkind = 'v') THEN\n"
                '    DROP VIEW "shop_item";\n'
                '    ALTER TABLE "shop_product" RENAME TO "shop_item";\n'
                "  END IF;\n"
                "END\n"
                "$bgsplit$",
            ],
            reverse_sql=[
                "DO $bgsplit$\n"
                "DECLARE\n"
                "  shown regclass;\n"
                "  view regclass;\n"
                "  owner name;\n"
                "  statement text;\n"
                "BEGIN\n"
                "  IF EXISTS (SELECT 1 FROM pg_class WHERE oid ="
                " to_regclass('\"shop_item\"') AND relkind IN ('r', 'p')) THEN\n"
                '    ALTER TABLE "shop_item" RENAME TO "shop_product";\n'
                '    CREATE VIEW "shop_item" AS SELECT "id", "name", "price"'
                ' FROM "shop_product";\n'
                "    shown := '\"shop_product\"'::regclass;\n"
                "    view := '\"shop_item\"'::regclass;\n"
                "    SELECT pg_get_userbyid(relowner) INTO owner FROM pg_class"
                " WHERE oid = shown;\n"
                "    IF owner <> current_user THEN\n"
                "      EXECUTE format('ALTER VIEW %s OWNER TO %I', view, owner);\n"
                "    END IF;\n"
                "    FOR statement IN\n"
                "      SELECT format('GRANT %s ON %s TO %s%s', privilege_type, view,"
                " CASE grantee WHEN 0 THEN 'PUBLIC' ELSE"
                " quote_ident(pg_get_userbyid(grantee)) END,"
                " CASE WHEN is_grantable THEN ' WITH GRANT OPTION' ELSE '' END)\n"
                "      FROM pg_class, aclexplode(relacl) WHERE oid = shown\n"
                "      UNION ALL\n"
                "      SELECT format('GRANT %s (%I) ON %s TO %s%s', privilege_type,"
                " attname, view,"
                " CASE grantee WHEN 0 THEN 'PUBLIC' ELSE"
                " quote_ident(pg_get_userbyid(grantee)) END,"
                " CASE WHEN is_grantable THEN ' WITH GRANT OPTION' ELSE '' END)\n"
                "      FROM pg_attribute AS given, aclexplode(attacl)"
                " WHERE attrelid = shown\n"
                "        AND EXISTS (SELECT 1 FROM pg_attribute WHERE attrelid = view"
                " AND attname = given.attname)\n"
                "    LOOP\n"
                "      EXECUTE statement;\n"
                "    END LOOP;\n"
                "    IF current_setting('server_version_num')::integer >= 150000"
                " THEN\n"
                "      EXECUTE format('ALTER VIEW %s SET (security_invoker = true)',"
                " view);\n"
                "    END IF;\n"
                "  END IF;\n"
                "END\n"
                "$bgsplit$",
            ],
        ),
        # shop_book.product_ptr_id takes the name item_ptr_id in place of its twin, at
        # one blow.
        migrations.RunSQL(
            sql=[
                "DO $bgsplit$\n"
                "BEGIN\n"
                "  IF EXISTS (SELECT 1 FROM pg_catalog.pg_attribute WHERE attrelid ="
                " to_regclass('\"shop_book\"') AND attname = 'product_ptr_id') THEN\n"
                "    DROP TRIGGER IF EXISTS"
                ' "zz_shop_book_product_ptr_id_item_ptr_id_twin" ON "shop_book";\n'
                "    DROP FUNCTION IF EXISTS"
                ' "zz_shop_book_product_ptr_id_item_ptr_id_twin"();\n'
                '    ALTER TABLE "shop_book" DROP COLUMN "item_ptr_id";\n'
                '    ALTER TABLE "shop_book" RENAME COLUMN "product_ptr_id"'
                ' TO "item_ptr_id";\n'
                "  END IF;\n"
                "END\n"
                "$bgsplit$",
            ],
            reverse_sql=[
                "DO $bgsplit$\n"
                "BEGIN\n"
                "  IF EXISTS (SELECT 1 FROM pg_index WHERE indexrelid ="
                " to_regclass('\"shop_book_pkey_twin\"') AND NOT indisvalid) THEN\n"
                '    DROP INDEX "shop_book_pkey_twin";\n'
                "  END IF;\n"
                "END\n"
                "$bgsplit$",
                'CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS "shop_book_pkey_twin"'
                ' ON "shop_book" ("product_ptr_id")',
                "DO $bgsplit$\n"
                "BEGIN\n"
                "  IF (SELECT attnum FROM pg_catalog.pg_attribute WHERE attrelid ="
                " to_regclass('\"shop_book\"') AND attname = 'item_ptr_id') < (SELECT"
                " attnum FROM pg_catalog.pg_attribute WHERE attrelid ="
                " to_regclass('\"shop_book\"') AND attname = 'product_ptr_id') THEN\n"
                '    ALTER TABLE "shop_book" RENAME COLUMN "item_ptr_id"'
                ' TO "bgsplit_swapped";\n'
                '    ALTER TABLE "shop_book" RENAME COLUMN "product_ptr_id"'
                ' TO "item_ptr_id";\n'
                '    ALTER TABLE "shop_book" RENAME COLUMN "bgsplit_swapped"'
                ' TO "product_ptr_id";\n'
                "  END IF;\n"
                "END\n"
                "$bgsplit$",
            ],
        ),
        migrations.RunPython(
            migrations.RunPython.noop,
            copy_shop_book_item_ptr_id_to_product_ptr_id,
        ),
        # On the way back, both names again.
        migrations.RunSQL(
            sql=migrations.RunSQL.noop,
            reverse_sql=[
                'ALTER TABLE "shop_book"'
                ' ADD COLUMN IF NOT EXISTS "product_ptr_id" bigint NULL',
                'DROP TRIGGER IF EXISTS "zz_shop_book_product_ptr_id_item_ptr_id_twin"'
                ' ON "shop_book";\n'
                "CREATE OR REPLACE FUNCTION"
                ' "zz_shop_book_product_ptr_id_item_ptr_id_twin"() RETURNS trigger'
                " LANGUAGE plpgsql AS $bgsplit$\n"
                "BEGIN\n"
                "  IF TG_OP = 'UPDATE' THEN\n"
                '    IF NEW."item_ptr_id" IS DISTINCT FROM OLD."item_ptr_id" THEN\n'
                '      NEW."product_ptr_id" := NEW."item_ptr_id";\n'
                '    ELSIF NEW."product_ptr_id" IS DISTINCT'
                ' FROM OLD."product_ptr_id" THEN\n'
                '      NEW."item_ptr_id" := NEW."product_ptr_id";\n'
                "    END IF;\n"
                '  ELSIF NEW."item_ptr_id" IS NULL THEN\n'
                '    NEW."item_ptr_id" := NEW."product_ptr_id";\n'
                "  ELSE\n"
                '    NEW."product_ptr_id" := NEW."item_ptr_id";\n'
                "  END IF;\n"
                "  RETURN NEW;\n"
                "END\n"
                "$bgsplit$;\n"
                'CREATE TRIGGER "zz_shop_book_product_ptr_id_item_ptr_id_twin" BEFORE'
                ' INSERT OR UPDATE ON "shop_book" FOR EACH ROW'
                ' EXECUTE FUNCTION "zz_shop_book_product_ptr_id_item_ptr_id_twin"()',
            ],
        ),
        # As Django calls and has them after the rename.
        migrations.RunSQL(
            sql=[
                "DO $bgsplit$\n"
                "BEGIN\n"
                "  IF EXISTS (SELECT 1 FROM pg_catalog.pg_constraint WHERE conrelid ="
                " to_regclass('\"shop_book\"') AND conname ="
                " 'shop_book_product_ptr_id_9ca18a10_fk_shop_product_id') THEN\n"
                '    ALTER TABLE "shop_book"'
                " RENAME CONSTRAINT"
                ' "shop_book_product_ptr_id_9ca18a10_fk_shop_product_id"'
                ' TO "shop_book_item_ptr_id_ee59cd11_fk_shop_item_id";\n'
                "  END IF;\n"
                "END\n"
                "$bgsplit$",
            ],
            reverse_sql=[
                "DO $bgsplit$\n"
                "BEGIN\n"
                "  IF EXISTS (SELECT 1 FROM pg_catalog.pg_constraint WHERE conrelid ="
                " to_regclass('\"shop_book\"') AND conname ="
                " 'shop_book_item_ptr_id_ee59cd11_fk_shop_item_id') THEN\n"
                '    ALTER TABLE "shop_book"'
                ' RENAME CONSTRAINT "shop_book_item_ptr_id_ee59cd11_fk_shop_item_id"'
                ' TO "shop_book_product_ptr_id_9ca18a10_fk_shop_product_id";\n'
                "  END IF;\n"
                "END\n"
                "$bgsplit$",
            ],
        ),
        # On the way back, where that was interrupted: shop_item is the table again, and
        # all is done once more.
        migrations.RunSQL(
            sql=migrations.RunSQL.noop,
            reverse_sql=[
                "DO $bgsplit$\n"
                "BEGIN\n"
                "  IF EXISTS (SELECT 1 FROM pg_class WHERE oid ="
                " to_regclass('\"shop_item\"') AND relkind = 'v') THEN\n"
                '    DROP VIEW "shop_item";\n'
                '    ALTER TABLE "shop_product" RENAME TO "shop_item";\n'
                "  END IF;\n"
                "END\n"
                "$bgsplit$",
            ],
        ),
    ]
