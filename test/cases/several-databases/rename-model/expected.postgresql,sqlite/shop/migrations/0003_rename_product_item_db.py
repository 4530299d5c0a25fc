from django.db import migrations


class OnPostgreSQL(migrations.SeparateDatabaseAndState):
    """The database operations are for PostgreSQL, which old and new code use side by
    side. Any other database, such as that of the tests, gets the state operations
    instead, all at once, or nothing where there are none.
    """

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        operation = self.operation_on(schema_editor.connection.vendor)
        operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        operation = self.operation_on(schema_editor.connection.vendor)
        operation.database_backwards(app_label, schema_editor, from_state, to_state)

    def operation_on(self, vendor):
        if vendor == "postgresql":
            operations = self.database_operations
        else:
            operations = self.state_operations
        return migrations.SeparateDatabaseAndState(database_operations=operations)


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
        OnPostgreSQL(
            database_operations=[
                # shop_product takes the name shop_item in place of the view, at one
                # blow.
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
                        " to_regclass('\"shop_item\"') AND relkind IN ('r',"
                        " 'p')) THEN\n"
                        '    ALTER TABLE "shop_item" RENAME TO "shop_product";\n'
                        '    CREATE VIEW "shop_item" AS SELECT "id", "price"'
                        ' FROM "shop_product";\n'
                        "    shown := '\"shop_product\"'::regclass;\n"
                        "    view := '\"shop_item\"'::regclass;\n"
                        "    SELECT pg_get_userbyid(relowner) INTO owner FROM pg_class"
                        " WHERE oid = shown;\n"
                        "    IF owner <> current_user THEN\n"
                        "      EXECUTE format('ALTER VIEW %s OWNER TO %I', view,"
                        " owner);\n"
                        "    END IF;\n"
                        "    FOR statement IN\n"
                        "      SELECT format('GRANT %s ON %s TO %s%s', privilege_type,"
                        " view,"
                        " CASE grantee WHEN 0 THEN 'PUBLIC' ELSE"
                        " quote_ident(pg_get_userbyid(grantee)) END,"
                        " CASE WHEN is_grantable THEN ' WITH GRANT OPTION' ELSE ''"
                        " END)\n"
                        "      FROM pg_class, aclexplode(relacl) WHERE oid = shown\n"
                        "      UNION ALL\n"
                        "      SELECT format('GRANT %s (%I) ON %s TO %s%s',"
                        " privilege_type, attname, view,"
                        " CASE grantee WHEN 0 THEN 'PUBLIC' ELSE"
                        " quote_ident(pg_get_userbyid(grantee)) END,"
                        " CASE WHEN is_grantable THEN ' WITH GRANT OPTION' ELSE ''"
                        " END)\n"
                        "      FROM pg_attribute AS given, aclexplode(attacl)"
                        " WHERE attrelid = shown\n"
                        "        AND EXISTS (SELECT 1 FROM pg_attribute WHERE attrelid"
                        " = view AND attname = given.attname)\n"
                        "    LOOP\n"
                        "      EXECUTE statement;\n"
                        "    END LOOP;\n"
                        "    IF current_setting('server_version_num')::integer >="
                        " 150000 THEN\n"
                        "      EXECUTE"
                        " format('ALTER VIEW %s SET (security_invoker = true)',"
                        " view);\n"
                        "    END IF;\n"
                        "  END IF;\n"
                        "END\n"
                        "$bgsplit$",
                    ],
                ),
            ],
        ),
    ]
