import time
from django.db import IntegrityError, migrations, router, transaction


def copy_shop_book_product_ptr_id_to_item_ptr_id(apps, schema_editor):
    """Copy product_ptr_id to item_ptr_id in all rows of shop_book, 1,000 at a time.

    Rows that others have locked are left for a later round, so that this never waits
    for them and they never for long. Triggers keep the two equal in rows that are
    written meanwhile.
    """
    connection = schema_editor.connection
    unequal = (
        'SELECT "product_ptr_id" FROM "shop_book" WHERE "item_ptr_id" IS DISTINCT'
        ' FROM "product_ptr_id"'
    )
    update = (
        'UPDATE "shop_book" SET "item_ptr_id" = "product_ptr_id"'
        ' WHERE "product_ptr_id" IN'
    )
    batch = ' ORDER BY "product_ptr_id" LIMIT 1000 FOR NO KEY UPDATE'
    among = ' AND "product_ptr_id" IN'
    # Where each batch is a transaction of its own. In one for all, whoever holds a row
    # may be waiting for an earlier batch, and the database has to notice.
    if not connection.in_atomic_block:
        batch += " SKIP LOCKED"
    keys = []
    with connection.cursor() as cursor:
        while True:
            after = ' AND "product_ptr_id" > %s' if keys else ""
            with transaction.atomic(using=connection.alias, savepoint=False):
                cursor.execute(unequal + after + batch, keys[-1:])
                keys = [key for (key,) in cursor.fetchall()]
                if keys:
                    marks = ", ".join(["%s"] * len(keys))
                    cursor.execute(f"{update} ({marks})", keys)
                    cursor.execute(f"{unequal}{among} ({marks})", keys)
                    if cursor.fetchone() is not None:
                        raise RuntimeError(
                            "Another trigger of shop_book writes product_ptr_id or item_ptr_id."
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
    # Step 1 of 2, for the release whose code knows the model Product as Item and
    # Book.product_ptr as item_ptr.
    # - the model Product as Item: the table keeps its name, and a view has the new one:
    #   old and new code read and write the same rows.
    # - Book.product_ptr as item_ptr: the database has the column under both names, and
    #   triggers keep the two equal.
    # Step 2 does the rest: 0003_rename_product_item_db.

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
            database_operations=[],
        ),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RenameField(
                    model_name="book",
                    old_name="product_ptr",
                    new_name="item_ptr",
                ),
            ],
            database_operations=[
                # shop_book.product_ptr_id under both names while both are in use:
                # triggers keep the two equal.
                migrations.RunSQL(
                    sql=[
                        'ALTER TABLE "shop_book"'
                        ' ADD COLUMN IF NOT EXISTS "item_ptr_id" bigint NULL',
                        "DROP TRIGGER IF EXISTS"
                        ' "zz_shop_book_product_ptr_id_item_ptr_id_twin"'
                        ' ON "shop_book";\n'
                        "CREATE OR REPLACE FUNCTION"
                        ' "zz_shop_book_product_ptr_id_item_ptr_id_twin"() RETURNS'
                        " trigger LANGUAGE plpgsql AS $bgsplit$\n"
                        "BEGIN\n"
                        "  IF TG_OP = 'UPDATE' THEN\n"
                        '    IF NEW."item_ptr_id" IS DISTINCT'
                        ' FROM OLD."item_ptr_id" THEN\n'
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
                        'CREATE TRIGGER "zz_shop_book_product_ptr_id_item_ptr_id_twin"'
                        ' BEFORE INSERT OR UPDATE ON "shop_book" FOR EACH ROW'
                        " EXECUTE FUNCTION"
                        ' "zz_shop_book_product_ptr_id_item_ptr_id_twin"()',
                    ],
                    reverse_sql=[
                        "DROP TRIGGER IF EXISTS"
                        ' "zz_shop_book_product_ptr_id_item_ptr_id_twin"'
                        ' ON "shop_book"',
                        "DROP FUNCTION IF EXISTS"
                        ' "zz_shop_book_product_ptr_id_item_ptr_id_twin"()',
                        'ALTER TABLE "shop_book" DROP COLUMN IF EXISTS "item_ptr_id"',
                    ],
                ),
                # shop_product under both names while both are in use: new code reads
                # and writes its rows by this view.
                migrations.RunSQL(
                    sql=[
                        'CREATE OR REPLACE VIEW "shop_item" AS'
                        ' SELECT "id", "name", "price" FROM "shop_product"',
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
            ],
        ),
        migrations.RunPython(
            copy_shop_book_product_ptr_id_to_item_ptr_id,
            migrations.RunPython.noop,
        ),
        # New code finds rows by the new name as fast as old code does by the old one.
        migrations.RunSQL(
            sql=[
                'DROP INDEX CONCURRENTLY IF EXISTS "shop_book_pkey_twin"',
                'CREATE UNIQUE INDEX CONCURRENTLY "shop_book_pkey_twin"'
                ' ON "shop_book" ("item_ptr_id")',
            ],
            reverse_sql=[
                'DROP INDEX CONCURRENTLY IF EXISTS "shop_book_pkey_twin"',
            ],
        ),
        migrations.RunPython(
            rename_content_type_product_to_item,
            rename_content_type_item_to_product,
        ),
    ]
