from django.db import migrations


class Migration(migrations.Migration):
    # Step 2 of 2, for a later release, when no code from before
    # 0002_rename_tags_product_labels_state runs any more.
    # It renames the table of Product.labels. The models do not change.

    # Each batch of rows, and each statement, is a transaction of its own.
    atomic = False

    dependencies = [
        ("shop", "0002_rename_tags_product_labels_state"),
    ]

    operations = [
        # shop_product_tags takes the name shop_product_labels in place of the view, at
        # one blow.
        migrations.RunSQL(
            sql=[
                "DO $bgsplit$\n"
                "BEGIN\n"
                "  IF EXISTS (SELECT 1 FROM pg_class WHERE oid ="
                " to_regclass('\"shop_product_labels\"') AND relkind = 'v') THEN\n"
                '    DROP VIEW "shop_product_labels";\n'
                '    ALTER TABLE "shop_product_tags"'
                ' RENAME TO "shop_product_labels";\n'
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
                " to_regclass('\"shop_product_labels\"') AND relkind IN ('r',"
                " 'p')) THEN\n"
                '    ALTER TABLE "shop_product_labels"'
                ' RENAME TO "shop_product_tags";\n'
                '    CREATE VIEW "shop_product_labels" AS'
                ' SELECT "id", "product_id", "tag_id" FROM "shop_product_tags";\n'
                "    shown := '\"shop_product_tags\"'::regclass;\n"
                "    view := '\"shop_product_labels\"'::regclass;\n"
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
    ]
