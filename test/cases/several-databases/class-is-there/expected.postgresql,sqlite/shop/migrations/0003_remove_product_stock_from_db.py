from django.db import migrations


class ElsewhereAtOnce(migrations.SeparateDatabaseAndState):
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
    # 0002_remove_product_stock_from_state runs any more.
    # It drops the column shop_product.stock. The models do not change.

    dependencies = [
        ("shop", "0002_remove_product_stock_from_state"),
    ]

    operations = [
        ElsewhereAtOnce(
            database_operations=[
                migrations.RunSQL(
                    sql=[
                        'ALTER TABLE "shop_product" DROP COLUMN "stock"',
                    ],
                    reverse_sql=[
                        'ALTER TABLE "shop_product" ADD COLUMN "stock" integer'
                        " DEFAULT 0 NOT NULL",
                    ],
                ),
            ],
        ),
    ]
