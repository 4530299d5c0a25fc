from django.db import IntegrityError, migrations, router, transaction


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
                # shop_product under both names while both are in use: new code reads
                # and writes its rows by this view.
                migrations.RunSQL(
                    sql=[
                        'CREATE VIEW "shop_item" AS SELECT "id", "name", "price"'
                        ' FROM "shop_product"',
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
                        'DROP VIEW "shop_item"',
                    ],
                ),
            ],
        ),
        migrations.RunPython(
            rename_content_type_product_to_item,
            rename_content_type_item_to_product,
        ),
    ]
