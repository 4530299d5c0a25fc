from django.db import migrations


class OnMySQL(migrations.SeparateDatabaseAndState):
    """The database operations are for MySQL and MariaDB, which old and new code use
    side by side. Any other database, such as that of the tests, gets the state
    operations instead, all at once, or nothing where there are none.
    """

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        operation = self.operation_on(schema_editor.connection.vendor)
        operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        operation = self.operation_on(schema_editor.connection.vendor)
        operation.database_backwards(app_label, schema_editor, from_state, to_state)

    def operation_on(self, vendor):
        if vendor == "mysql":
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
        OnMySQL(
            database_operations=[
                # shop_product takes the name shop_item in place of the view, at one
                # blow.
                migrations.RunSQL(
                    sql=[
                        "BEGIN NOT ATOMIC\n"
                        "  IF (SELECT table_type FROM information_schema.tables WHERE"
                        " table_schema = DATABASE() AND table_name = 'shop_item') ="
                        " 'VIEW' THEN\n"
                        "    RENAME TABLE `shop_item`"
                        " TO `shop_item_view`, `shop_product` TO `shop_item`;\n"
                        "  END IF;\n"
                        "  DROP VIEW IF EXISTS `shop_item_view`;\n"
                        "END",
                    ],
                    reverse_sql=[
                        "BEGIN NOT ATOMIC\n"
                        "  IF (SELECT table_type FROM information_schema.tables WHERE"
                        " table_schema = DATABASE() AND table_name = 'shop_item') ="
                        " 'BASE TABLE' THEN\n"
                        "    CREATE OR REPLACE SQL SECURITY INVOKER VIEW"
                        " `shop_product` AS SELECT `id`, `price` FROM `shop_item`;\n"
                        "    CREATE OR REPLACE SQL SECURITY INVOKER VIEW"
                        " `shop_item_view` AS SELECT `id`, `price`"
                        " FROM `shop_product`;\n"
                        "    RENAME TABLE `shop_product`"
                        " TO `shop_product_view`, `shop_item`"
                        " TO `shop_product`, `shop_item_view` TO `shop_item`;\n"
                        "  END IF;\n"
                        "  DROP VIEW IF EXISTS `shop_product_view`;\n"
                        "END",
                    ],
                ),
            ],
        ),
    ]
