import time
from django.db import migrations, transaction


def copy_shop_item_similar_to_item_id_to_to_product_id(apps, schema_editor):
    """Copy to_item_id to to_product_id in all rows of shop_item_similar, 1,000 at a
    time.

    Rows that others have locked are left for a later round, so that this never waits
    for them and they never for long. Triggers keep the two equal in rows that are
    written meanwhile.
    """
    connection = schema_editor.connection
    unequal = (
        'SELECT "id" FROM "shop_item_similar" WHERE "to_product_id" IS DISTINCT'
        ' FROM "to_item_id"'
    )
    update = (
        'UPDATE "shop_item_similar" SET "to_product_id" = "to_item_id" WHERE "id" IN'
    )
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
                            "Another trigger of shop_item_similar writes to_item_id or to_product_id."
                        )
                    continue
            cursor.execute(unequal + " LIMIT 1", [])
            if cursor.fetchone() is None:
                return
            time.sleep(0.2)


def copy_shop_item_similar_from_item_id_to_from_product_id(apps, schema_editor):
    """Copy from_item_id to from_product_id in all rows of shop_item_similar, 1,000 at
    a time.

    Rows that others have locked are left for a later round, so that this never waits
    for them and they never for long. Triggers keep the two equal in rows that are
    written meanwhile.
    """
    connection = schema_editor.connection
    unequal = (
        'SELECT "id" FROM "shop_item_similar" WHERE "from_product_id" IS DISTINCT'
        ' FROM "from_item_id"'
    )
    update = (
        'UPDATE "shop_item_similar" SET "from_product_id" = "from_item_id"'
        ' WHERE "id" IN'
    )
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
                            "Another trigger of shop_item_similar writes from_item_id or from_product_id."
                        )
                    continue
            cursor.execute(unequal + " LIMIT 1", [])
            if cursor.fetchone() is None:
                return
            time.sleep(0.2)


class Migration(migrations.Migration):
    # Step 2 of 2, for a later release, when no code from before
    # 0002_rename_product_item_state runs any more.
    # It renames the table of Item. The models do not change.

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
                '    CREATE VIEW "shop_item" AS SELECT "id", "name", "parent_id"'
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
        # shop_product_similar takes the name shop_item_similar in place of the view, at
        # one blow.
        migrations.RunSQL(
            sql=[
                "DO $bgsplit$\n"
                "BEGIN\n"
                "  IF EXISTS (SELECT 1 FROM pg_class WHERE oid ="
                " to_regclass('\"shop_item_similar\"') AND relkind = 'v') THEN\n"
                '    DROP VIEW "shop_item_similar";\n'
                '    ALTER TABLE "shop_product_similar"'
                ' RENAME TO "shop_item_similar";\n'
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
                " to_regclass('\"shop_item_similar\"') AND relkind IN ('r',"
                " 'p')) THEN\n"
                '    ALTER TABLE "shop_item_similar"'
                ' RENAME TO "shop_product_similar";\n'
                '    CREATE VIEW "shop_item_similar" AS'
                ' SELECT "id", "from_item_id", "to_item_id"'
                ' FROM "shop_product_similar";\n'
                "    shown := '\"shop_product_similar\"'::regclass;\n"
                "    view := '\"shop_item_similar\"'::regclass;\n"
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
        # shop_item_similar.to_product_id takes the name to_item_id and
        # shop_item_similar.from_product_id takes the name from_item_id in place of
        # their twins, at one blow.
        migrations.RunSQL(
            sql=[
                "BEGIN",
                "DO $bgsplit$\n"
                "BEGIN\n"
                "  IF EXISTS (SELECT 1 FROM pg_catalog.pg_attribute WHERE attrelid ="
                " to_regclass('\"shop_item_similar\"') AND attname = 'to_product_id')"
                " THEN\n"
                "    DROP TRIGGER IF EXISTS"
                ' "zz_shop_product_similar_to_product_id_to_item_id_twin"'
                ' ON "shop_item_similar";\n'
                "    DROP FUNCTION IF EXISTS"
                ' "zz_shop_product_similar_to_product_id_to_item_id_twin"();\n'
                '    ALTER TABLE "shop_item_similar" DROP COLUMN "to_item_id";\n'
                '    ALTER TABLE "shop_item_similar" RENAME COLUMN "to_product_id"'
                ' TO "to_item_id";\n'
                "  END IF;\n"
                "END\n"
                "$bgsplit$",
                "DO $bgsplit$\n"
                "BEGIN\n"
                "  IF EXISTS (SELECT 1 FROM pg_catalog.pg_attribute WHERE attrelid ="
                " to_regclass('\"shop_item_similar\"') AND attname ="
                " 'from_product_id') THEN\n"
                "    DROP TRIGGER IF EXISTS"
                ' "zz_shop_product_similar_from_product_id_from_item_id_twin"'
                ' ON "shop_item_similar";\n'
                "    DROP FUNCTION IF EXISTS"
                ' "zz_shop_product_similar_from_product_id_from_item_id_twin"();\n'
                '    ALTER TABLE "shop_item_similar" DROP COLUMN "from_item_id";\n'
                '    ALTER TABLE "shop_item_similar" RENAME COLUMN "from_product_id"'
                ' TO "from_item_id";\n'
                "  END IF;\n"
                "END\n"
                "$bgsplit$",
                "COMMIT",
            ],
            reverse_sql=[
                "DO $bgsplit$\n"
                "BEGIN\n"
                "  IF EXISTS (SELECT 1 FROM pg_index WHERE indexrelid ="
                " to_regclass('\"shop_product_similar_to_product_id_a53614a1_twin\"')"
                " AND NOT indisvalid) THEN\n"
                '    DROP INDEX "shop_product_similar_to_product_id_a53614a1_twin";\n'
                "  END IF;\n"
                "END\n"
                "$bgsplit$",
                "CREATE INDEX CONCURRENTLY IF NOT EXISTS"
                ' "shop_product_similar_to_product_id_a53614a1_twin"'
                ' ON "shop_item_similar" ("to_product_id")',
                "DO $bgsplit$\n"
                "BEGIN\n"
                "  IF EXISTS (SELECT 1 FROM pg_index WHERE indexrelid ="
                " to_regclass('\"shop_product_similar_from_product_id_154132c8_twin\"')"
                " AND NOT indisvalid) THEN\n"
                "    DROP INDEX"
                ' "shop_product_similar_from_product_id_154132c8_twin";\n'
                "  END IF;\n"
                "END\n"
                "$bgsplit$",
                "CREATE INDEX CONCURRENTLY IF NOT EXISTS"
                ' "shop_product_similar_from_product_id_154132c8_twin"'
                ' ON "shop_item_similar" ("from_product_id")',
                "DO $bgsplit$\n"
                "BEGIN\n"
                "  IF EXISTS (SELECT 1 FROM pg_index WHERE indexrelid ="
                " to_regclass('\"shop_product_similar_to_item_id_shop_product__a35b18fe_twin\"')"
                " AND NOT indisvalid) THEN\n"
                "    DROP INDEX"
                ' "shop_product_similar_to_item_id_shop_product__a35b18fe_twin";\n'
                "  END IF;\n"
                "END\n"
                "$bgsplit$",
                "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS"
                ' "shop_product_similar_to_item_id_shop_product__a35b18fe_twin"'
                ' ON "shop_item_similar" ("from_product_id", "to_product_id")',
                "BEGIN",
                "DO $bgsplit$\n"
                "BEGIN\n"
                "  IF (SELECT attnum FROM pg_catalog.pg_attribute WHERE attrelid ="
                " to_regclass('\"shop_item_similar\"') AND attname = 'to_item_id') <"
                " (SELECT attnum FROM pg_catalog.pg_attribute WHERE attrelid ="
                " to_regclass('\"shop_item_similar\"') AND attname = 'to_product_id')"
                " THEN\n"
                '    ALTER TABLE "shop_item_similar" RENAME COLUMN "to_item_id"'
                ' TO "bgsplit_swapped";\n'
                '    ALTER TABLE "shop_item_similar" RENAME COLUMN "to_product_id"'
                ' TO "to_item_id";\n'
                '    ALTER TABLE "shop_item_similar" RENAME COLUMN "bgsplit_swapped"'
                ' TO "to_product_id";\n'
                "  END IF;\n"
                "END\n"
                "$bgsplit$",
                "DO $bgsplit$\n"
                "BEGIN\n"
                "  IF (SELECT attnum FROM pg_catalog.pg_attribute WHERE attrelid ="
                " to_regclass('\"shop_item_similar\"') AND attname = 'from_item_id') <"
                " (SELECT attnum FROM pg_catalog.pg_attribute WHERE attrelid ="
                " to_regclass('\"shop_item_similar\"') AND attname ="
                " 'from_product_id') THEN\n"
                '    ALTER TABLE "shop_item_similar" RENAME COLUMN "from_item_id"'
                ' TO "bgsplit_swapped";\n'
                '    ALTER TABLE "shop_item_similar" RENAME COLUMN "from_product_id"'
                ' TO "from_item_id";\n'
                '    ALTER TABLE "shop_item_similar" RENAME COLUMN "bgsplit_swapped"'
                ' TO "from_product_id";\n'
                "  END IF;\n"
                "END\n"
                "$bgsplit$",
                "COMMIT",
            ],
        ),
        migrations.RunPython(
            migrations.RunPython.noop,
            copy_shop_item_similar_to_item_id_to_to_product_id,
        ),
        migrations.RunPython(
            migrations.RunPython.noop,
            copy_shop_item_similar_from_item_id_to_from_product_id,
        ),
        # On the way back, both names again.
        migrations.RunSQL(
            sql=migrations.RunSQL.noop,
            reverse_sql=[
                'ALTER TABLE "shop_item_similar"'
                ' ADD COLUMN IF NOT EXISTS "to_product_id" bigint NULL',
                "DROP TRIGGER IF EXISTS"
                ' "zz_shop_product_similar_to_product_id_to_item_id_twin"'
                ' ON "shop_item_similar";\n'
                "CREATE OR REPLACE FUNCTION"
                ' "zz_shop_product_similar_to_product_id_to_item_id_twin"() RETURNS'
                " trigger LANGUAGE plpgsql AS $bgsplit$\n"
                "BEGIN\n"
                "  IF TG_OP = 'UPDATE' THEN\n"
                '    IF NEW."to_item_id" IS DISTINCT FROM OLD."to_item_id" THEN\n'
                '      NEW."to_product_id" := NEW."to_item_id";\n'
                '    ELSIF NEW."to_product_id" IS DISTINCT'
                ' FROM OLD."to_product_id" THEN\n'
                '      NEW."to_item_id" := NEW."to_product_id";\n'
                "    END IF;\n"
                '  ELSIF NEW."to_item_id" IS NULL THEN\n'
                '    NEW."to_item_id" := NEW."to_product_id";\n'
                "  ELSE\n"
                '    NEW."to_product_id" := NEW."to_item_id";\n'
                "  END IF;\n"
                "  RETURN NEW;\n"
                "END\n"
                "$bgsplit$;\n"
                "CREATE TRIGGER"
                ' "zz_shop_product_similar_to_product_id_to_item_id_twin" BEFORE'
                ' INSERT OR UPDATE ON "shop_item_similar" FOR EACH ROW'
                " EXECUTE FUNCTION"
                ' "zz_shop_product_similar_to_product_id_to_item_id_twin"()',
                'ALTER TABLE "shop_item_similar"'
                ' ADD COLUMN IF NOT EXISTS "from_product_id" bigint NULL',
                "DROP TRIGGER IF EXISTS"
                ' "zz_shop_product_similar_from_product_id_from_item_id_twin"'
                ' ON "shop_item_similar";\n'
                "CREATE OR REPLACE FUNCTION"
                ' "zz_shop_product_similar_from_product_id_from_item_id_twin"()'
                " RETURNS trigger LANGUAGE plpgsql AS $bgsplit$\n"
                "BEGIN\n"
                "  IF TG_OP = 'UPDATE' THEN\n"
                '    IF NEW."from_item_id" IS DISTINCT FROM OLD."from_item_id" THEN\n'
                '      NEW."from_product_id" := NEW."from_item_id";\n'
                '    ELSIF NEW."from_product_id" IS DISTINCT'
                ' FROM OLD."from_product_id" THEN\n'
                '      NEW."from_item_id" := NEW."from_product_id";\n'
                "    END IF;\n"
                '  ELSIF NEW."from_item_id" IS NULL THEN\n'
                '    NEW."from_item_id" := NEW."from_product_id";\n'
                "  ELSE\n"
                '    NEW."from_product_id" := NEW."from_item_id";\n'
                "  END IF;\n"
                "  RETURN NEW;\n"
                "END\n"
                "$bgsplit$;\n"
                "CREATE TRIGGER"
                ' "zz_shop_product_similar_from_product_id_from_item_id_twin" BEFORE'
                ' INSERT OR UPDATE ON "shop_item_similar" FOR EACH ROW'
                " EXECUTE FUNCTION"
                ' "zz_shop_product_similar_from_product_id_from_item_id_twin"()',
            ],
        ),
        # As Django calls and has them after the rename.
        migrations.RunSQL(
            sql=[
                "DO $bgsplit$\n"
                "BEGIN\n"
                "  IF EXISTS (SELECT 1 FROM pg_catalog.pg_constraint WHERE conrelid ="
                " to_regclass('\"shop_item\"') AND conname ="
                " 'shop_product_parent_id_79be6a81_fk_shop_product_id') THEN\n"
                '    ALTER TABLE "shop_item"'
                " RENAME CONSTRAINT"
                ' "shop_product_parent_id_79be6a81_fk_shop_product_id"'
                ' TO "shop_item_parent_id_f0ab547a_fk_shop_item_id";\n'
                "  END IF;\n"
                "END\n"
                "$bgsplit$",
                "DO $bgsplit$\n"
                "BEGIN\n"
                "  IF EXISTS (SELECT 1 FROM pg_catalog.pg_constraint WHERE conrelid ="
                " to_regclass('\"shop_item_similar\"') AND conname ="
                " 'shop_product_similar_from_product_id_154132c8_fk_shop_prod') THEN\n"
                '    ALTER TABLE "shop_item_similar"'
                " RENAME CONSTRAINT"
                ' "shop_product_similar_from_product_id_154132c8_fk_shop_prod"'
                ' TO "shop_item_similar_from_item_id_3463a3cd_fk_shop_item_id";\n'
                "  END IF;\n"
                "END\n"
                "$bgsplit$",
                "DO $bgsplit$\n"
                "BEGIN\n"
                "  IF EXISTS (SELECT 1 FROM pg_catalog.pg_constraint WHERE conrelid ="
                " to_regclass('\"shop_item_similar\"') AND conname ="
                " 'shop_product_similar_to_product_id_a53614a1_fk_shop_product_id')"
                " THEN\n"
                '    ALTER TABLE "shop_item_similar"'
                " RENAME CONSTRAINT"
                ' "shop_product_similar_to_product_id_a53614a1_fk_shop_product_id"'
                ' TO "shop_item_similar_to_item_id_a5a3c37d_fk_shop_item_id";\n'
                "  END IF;\n"
                "END\n"
                "$bgsplit$",
            ],
            reverse_sql=[
                "DO $bgsplit$\n"
                "BEGIN\n"
                "  IF EXISTS (SELECT 1 FROM pg_catalog.pg_constraint WHERE conrelid ="
                " to_regclass('\"shop_item\"') AND conname ="
                " 'shop_item_parent_id_f0ab547a_fk_shop_item_id') THEN\n"
                '    ALTER TABLE "shop_item"'
                ' RENAME CONSTRAINT "shop_item_parent_id_f0ab547a_fk_shop_item_id"'
                ' TO "shop_product_parent_id_79be6a81_fk_shop_product_id";\n'
                "  END IF;\n"
                "END\n"
                "$bgsplit$",
                "DO $bgsplit$\n"
                "BEGIN\n"
                "  IF EXISTS (SELECT 1 FROM pg_catalog.pg_constraint WHERE conrelid ="
                " to_regclass('\"shop_item_similar\"') AND conname ="
                " 'shop_item_similar_from_item_id_3463a3cd_fk_shop_item_id') THEN\n"
                '    ALTER TABLE "shop_item_similar"'
                " RENAME CONSTRAINT"
                ' "shop_item_similar_from_item_id_3463a3cd_fk_shop_item_id"'
                ' TO "shop_product_similar_from_product_id_154132c8_fk_shop_prod";\n'
                "  END IF;\n"
                "END\n"
                "$bgsplit$",
                "DO $bgsplit$\n"
                "BEGIN\n"
                "  IF EXISTS (SELECT 1 FROM pg_catalog.pg_constraint WHERE conrelid ="
                " to_regclass('\"shop_item_similar\"') AND conname ="
                " 'shop_item_similar_to_item_id_a5a3c37d_fk_shop_item_id') THEN\n"
                '    ALTER TABLE "shop_item_similar"'
                " RENAME CONSTRAINT"
                ' "shop_item_similar_to_item_id_a5a3c37d_fk_shop_item_id"'
                " TO"
                ' "shop_product_similar_to_product_id_a53614a1_fk_shop_product_id";\n'
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
        # On the way back, where that was interrupted: shop_item_similar is the table
        # again, and all is done once more.
        migrations.RunSQL(
            sql=migrations.RunSQL.noop,
            reverse_sql=[
                "DO $bgsplit$\n"
                "BEGIN\n"
                "  IF EXISTS (SELECT 1 FROM pg_class WHERE oid ="
                " to_regclass('\"shop_item_similar\"') AND relkind = 'v') THEN\n"
                '    DROP VIEW "shop_item_similar";\n'
                '    ALTER TABLE "shop_product_similar"'
                ' RENAME TO "shop_item_similar";\n'
                "  END IF;\n"
                "END\n"
                "$bgsplit$",
            ],
        ),
    ]
