import time
from django.db import IntegrityError, migrations, router, transaction


def copy_shop_product_similar_to_product_id_to_to_item_id(apps, schema_editor):
    """Copy to_product_id to to_item_id in all rows of shop_product_similar, 1,000 at
    a time.

    Rows that others have locked are left for a later round, so that this never waits
    for them and they never for long. Triggers keep the two equal in rows that are
    written meanwhile.
    """
    connection = schema_editor.connection
    unequal = (
        'SELECT "id" FROM "shop_product_similar" WHERE "to_item_id" IS DISTINCT'
        ' FROM "to_product_id"'
    )
    update = (
        'UPDATE "shop_product_similar" SET "to_item_id" = "to_product_id" WHERE "id" IN'
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
                            "Another trigger of shop_product_similar writes to_product_id or to_item_id."
                        )
                    continue
            cursor.execute(unequal + " LIMIT 1", [])
            if cursor.fetchone() is None:
                return
            time.sleep(0.2)


def copy_shop_product_similar_from_product_id_to_from_item_id(apps, schema_editor):
    """Copy from_product_id to from_item_id in all rows of shop_product_similar, 1,000
    at a time.

    Rows that others have locked are left for a later round, so that this never waits
    for them and they never for long. Triggers keep the two equal in rows that are
    written meanwhile.
    """
    connection = schema_editor.connection
    unequal = (
        'SELECT "id" FROM "shop_product_similar" WHERE "from_item_id" IS DISTINCT'
        ' FROM "from_product_id"'
    )
    update = (
        'UPDATE "shop_product_similar" SET "from_item_id" = "from_product_id"'
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
                            "Another trigger of shop_product_similar writes from_product_id or from_item_id."
                        )
                    continue
            cursor.execute(unequal + " LIMIT 1", [])
            if cursor.fetchone() is None:
                return
            time.sleep(0.2)


def rename_content_type_product_to_item(apps, schema_editor, old="product", new="item"):
    """Rename the content type of Product, as RenameModel would: what points at it
    stays with Item.
    """
    alias = schema_editor.connection.alias
    try:
        ContentType = apps.get_model("contenttypes", "ContentType")
    except LookupError:
        return
    if not router.allow_migrate_model(alias, ContentType):
        return
    try:
        with transaction.atomic(using=alias):
            rows = ContentType.objects.using(alias).filter(app_label="shop", model=old)
            rows.update(model=new)
    except IntegrityError:
        # There is one of that name already: remove_stale_contenttypes asks what to do
        # with the other.
        pass
    ContentType.objects.clear_cache()


def rename_content_type_item_to_product(apps, schema_editor):
    """The same on the way back."""
    rename_content_type_product_to_item(apps, schema_editor, old="item", new="product")


class Migration(migrations.Migration):
    # Step 1 of 2, for the release whose code knows the model Product as Item.
    # The table keeps its name, and a view has the new one: old and new code read and
    # write the same rows. Step 2 renames the table of Item:
    # 0003_rename_product_item_db.

    # Each batch of rows, and each statement, is a transaction of its own.
    atomic = False

    dependencies = [
        ("shop", "0001_initial"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RenameModel(
                    old_name="Product",
                    new_name="Item",
                ),
            ],
            database_operations=[
                # shop_product_similar.to_product_id under both names while both are in
                # use: triggers keep the two equal.
                migrations.RunSQL(
                    sql=[
                        'ALTER TABLE "shop_product_similar"'
                        ' ADD COLUMN IF NOT EXISTS "to_item_id" bigint NULL',
                        "DROP TRIGGER IF EXISTS"
                        ' "zz_shop_product_similar_to_product_id_to_item_id_twin"'
                        ' ON "shop_product_similar";\n'
                        "CREATE OR REPLACE FUNCTION"
                        ' "zz_shop_product_similar_to_product_id_to_item_id_twin"()'
                        " RETURNS trigger LANGUAGE plpgsql AS $bgsplit$\n"
                        "BEGIN\n"
                        "  IF TG_OP = 'UPDATE' THEN\n"
                        '    IF NEW."to_item_id" IS DISTINCT'
                        ' FROM OLD."to_item_id" THEN\n'
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
                        ' "zz_shop_product_similar_to_product_id_to_item_id_twin"'
                        " BEFORE INSERT"
                        ' OR UPDATE ON "shop_product_similar" FOR EACH ROW'
                        " EXECUTE FUNCTION"
                        ' "zz_shop_product_similar_to_product_id_to_item_id_twin"()',
                    ],
                    reverse_sql=[
                        "DROP TRIGGER IF EXISTS"
                        ' "zz_shop_product_similar_to_product_id_to_item_id_twin"'
                        ' ON "shop_product_similar"',
                        "DROP FUNCTION IF EXISTS"
                        ' "zz_shop_product_similar_to_product_id_to_item_id_twin"()',
                        'ALTER TABLE "shop_product_similar"'
                        ' DROP COLUMN IF EXISTS "to_item_id"',
                    ],
                ),
                # shop_product_similar.from_product_id under both names while both are
                # in use: triggers keep the two equal.
                migrations.RunSQL(
                    sql=[
                        'ALTER TABLE "shop_product_similar"'
                        ' ADD COLUMN IF NOT EXISTS "from_item_id" bigint NULL',
                        "DROP TRIGGER IF EXISTS"
                        ' "zz_shop_product_similar_from_product_id_from_item_id_twin"'
                        ' ON "shop_product_similar";\n'
                        "CREATE OR REPLACE FUNCTION"
                        ' "zz_shop_product_similar_from_product_id_from_item_id_twin"()'
                        " RETURNS trigger LANGUAGE plpgsql AS $bgsplit$\n"
                        "BEGIN\n"
                        "  IF TG_OP = 'UPDATE' THEN\n"
                        '    IF NEW."from_item_id" IS DISTINCT'
                        ' FROM OLD."from_item_id" THEN\n'
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
                        ' "zz_shop_product_similar_from_product_id_from_item_id_twin"'
                        " BEFORE INSERT"
                        ' OR UPDATE ON "shop_product_similar" FOR EACH ROW'
                        " EXECUTE FUNCTION"
                        ' "zz_shop_product_similar_from_product_id_from_item_id_twin"()',
                    ],
                    reverse_sql=[
                        "DROP TRIGGER IF EXISTS"
                        ' "zz_shop_product_similar_from_product_id_from_item_id_twin"'
                        ' ON "shop_product_similar"',
                        "DROP FUNCTION IF EXISTS"
                        ' "zz_shop_product_similar_from_product_id_from_item_id_twin"()',
                        'ALTER TABLE "shop_product_similar"'
                        ' DROP COLUMN IF EXISTS "from_item_id"',
                    ],
                ),
                # shop_product under both names while both are in use: new code reads
                # and writes its rows by this view.
                migrations.RunSQL(
                    sql=[
                        'CREATE OR REPLACE VIEW "shop_item" AS'
                        ' SELECT "id", "name", "parent_id" FROM "shop_product"',
                        "DO $bgsplit$\n"
                        "DECLARE\n"
                        "  shown regclass;\n"
                        "  view regclass;\n"
                        "  owner name;\n"
                        "  statement text;\n"
                        "BEGIN\n"
                        "  shown := '\"shop_product\"'::regclass;\n"
                        "  view := '\"shop_item\"'::regclass;\n"
                        "  SELECT pg_get_userbyid(relowner) INTO owner FROM pg_class"
                        " WHERE oid = shown;\n"
                        "  IF owner <> current_user THEN\n"
                        "    EXECUTE format('ALTER VIEW %s OWNER TO %I', view,"
                        " owner);\n"
                        "  END IF;\n"
                        "  FOR statement IN\n"
                        "    SELECT format('GRANT %s ON %s TO %s%s', privilege_type,"
                        " view,"
                        " CASE grantee WHEN 0 THEN 'PUBLIC' ELSE"
                        " quote_ident(pg_get_userbyid(grantee)) END,"
                        " CASE WHEN is_grantable THEN ' WITH GRANT OPTION' ELSE ''"
                        " END)\n"
                        "    FROM pg_class, aclexplode(relacl) WHERE oid = shown\n"
                        "    UNION ALL\n"
                        "    SELECT format('GRANT %s (%I) ON %s TO %s%s',"
                        " privilege_type, attname, view,"
                        " CASE grantee WHEN 0 THEN 'PUBLIC' ELSE"
                        " quote_ident(pg_get_userbyid(grantee)) END,"
                        " CASE WHEN is_grantable THEN ' WITH GRANT OPTION' ELSE ''"
                        " END)\n"
                        "    FROM pg_attribute AS given, aclexplode(attacl)"
                        " WHERE attrelid = shown\n"
                        "      AND EXISTS (SELECT 1 FROM pg_attribute WHERE attrelid ="
                        " view AND attname = given.attname)\n"
                        "  LOOP\n"
                        "    EXECUTE statement;\n"
                        "  END LOOP;\n"
                        "  IF current_setting('server_version_num')::integer >= 150000"
                        " THEN\n"
                        "    EXECUTE"
                        " format('ALTER VIEW %s SET (security_invoker = true)',"
                        " view);\n"
                        "  END IF;\n"
                        "END\n"
                        "$bgsplit$",
                    ],
                    reverse_sql=[
                        'DROP VIEW IF EXISTS "shop_item"',
                    ],
                ),
                # shop_product_similar under both names while both are in use: new code
                # reads and writes its rows by this view.
                migrations.RunSQL(
                    sql=[
                        'CREATE OR REPLACE VIEW "shop_item_similar" AS'
                        ' SELECT "id", "from_item_id", "to_item_id"'
                        ' FROM "shop_product_similar"',
                        "DO $bgsplit$\n"
                        "DECLARE\n"
                        "  shown regclass;\n"
                        "  view regclass;\n"
                        "  owner name;\n"
                        "  statement text;\n"
                        "BEGIN\n"
                        "  shown := '\"shop_product_similar\"'::regclass;\n"
                        "  view := '\"shop_item_similar\"'::regclass;\n"
                        "  SELECT pg_get_userbyid(relowner) INTO owner FROM pg_class"
                        " WHERE oid = shown;\n"
                        "  IF owner <> current_user THEN\n"
                        "    EXECUTE format('ALTER VIEW %s OWNER TO %I', view,"
                        " owner);\n"
                        "  END IF;\n"
                        "  FOR statement IN\n"
                        "    SELECT format('GRANT %s ON %s TO %s%s', privilege_type,"
                        " view,"
                        " CASE grantee WHEN 0 THEN 'PUBLIC' ELSE"
                        " quote_ident(pg_get_userbyid(grantee)) END,"
                        " CASE WHEN is_grantable THEN ' WITH GRANT OPTION' ELSE ''"
                        " END)\n"
                        "    FROM pg_class, aclexplode(relacl) WHERE oid = shown\n"
                        "    UNION ALL\n"
                        "    SELECT format('GRANT %s (%I) ON %s TO %s%s',"
                        " privilege_type, attname, view,"
                        " CASE grantee WHEN 0 THEN 'PUBLIC' ELSE"
                        " quote_ident(pg_get_userbyid(grantee)) END,"
                        " CASE WHEN is_grantable THEN ' WITH GRANT OPTION' ELSE ''"
                        " END)\n"
                        "    FROM pg_attribute AS given, aclexplode(attacl)"
                        " WHERE attrelid = shown\n"
                        "      AND EXISTS (SELECT 1 FROM pg_attribute WHERE attrelid ="
                        " view AND attname = given.attname)\n"
                        "  LOOP\n"
                        "    EXECUTE statement;\n"
                        "  END LOOP;\n"
                        "  IF current_setting('server_version_num')::integer >= 150000"
                        " THEN\n"
                        "    EXECUTE"
                        " format('ALTER VIEW %s SET (security_invoker = true)',"
                        " view);\n"
                        "  END IF;\n"
                        "END\n"
                        "$bgsplit$",
                    ],
                    reverse_sql=[
                        'DROP VIEW IF EXISTS "shop_item_similar"',
                    ],
                ),
            ],
        ),
        migrations.RunPython(
            copy_shop_product_similar_to_product_id_to_to_item_id,
            migrations.RunPython.noop,
        ),
        migrations.RunPython(
            copy_shop_product_similar_from_product_id_to_from_item_id,
            migrations.RunPython.noop,
        ),
        # New code finds rows by the new name as fast as old code does by the old one.
        migrations.RunSQL(
            sql=[
                "DROP INDEX CONCURRENTLY IF EXISTS"
                ' "shop_product_similar_to_product_id_a53614a1_twin"',
                "CREATE INDEX CONCURRENTLY"
                ' "shop_product_similar_to_product_id_a53614a1_twin"'
                ' ON "shop_product_similar" ("to_item_id")',
                "DROP INDEX CONCURRENTLY IF EXISTS"
                ' "shop_product_similar_to_item_id_shop_product__a35b18fe_twin"',
                "CREATE UNIQUE INDEX CONCURRENTLY"
                ' "shop_product_similar_to_item_id_shop_product__a35b18fe_twin"'
                ' ON "shop_product_similar" ("from_item_id", "to_item_id")',
                "DROP INDEX CONCURRENTLY IF EXISTS"
                ' "shop_product_similar_from_product_id_154132c8_twin"',
                "CREATE INDEX CONCURRENTLY"
                ' "shop_product_similar_from_product_id_154132c8_twin"'
                ' ON "shop_product_similar" ("from_item_id")',
            ],
            reverse_sql=[
                "DROP INDEX CONCURRENTLY IF EXISTS"
                ' "shop_product_similar_from_product_id_154132c8_twin"',
                "DROP INDEX CONCURRENTLY IF EXISTS"
                ' "shop_product_similar_to_item_id_shop_product__a35b18fe_twin"',
                "DROP INDEX CONCURRENTLY IF EXISTS"
                ' "shop_product_similar_to_product_id_a53614a1_twin"',
            ],
        ),
        migrations.RunPython(
            rename_content_type_product_to_item,
            rename_content_type_item_to_product,
        ),
    ]
