from django.db import migrations


class Migration(migrations.Migration):
    # Step 1 of 2, for the release whose code knows Product.tags as labels.
    # The table keeps its name, and a view has the new one: old and new code read and
    # write the same rows. Step 2 renames the table of Product.labels:
    # 0003_rename_tags_product_labels_db.

    dependencies = [
        ("shop", "0001_initial"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RenameField(
                    model_name="product",
                    old_name="tags",
                    new_name="labels",
                ),
            ],
            database_operations=[
                # shop_product_tags under both names while both are in use: new code
                # reads and writes its rows by this view.
                migrations.RunSQL(
                    sql=[
                        'CREATE VIEW "shop_product_labels" AS'
                        ' SELECT "id", "product_id", "tag_id" FROM "shop_product_tags"',
                        "DO $bgsplit$\n"
                        "DECLARE\n"
                        "  shown regclass;\n"
                        "  view regclass;\n"
                        "  owner name;\n"
                        "  statement text;\n"
                        "BEGIN\n"
                        "  shown := '\"shop_product_tags\"'::regclass;\n"
                        "  view := '\"shop_product_labels\"'::regclass;\n"
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
                        'DROP VIEW "shop_product_labels"',
                    ],
                ),
            ],
        ),
    ]
