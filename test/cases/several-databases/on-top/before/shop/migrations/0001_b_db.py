from django.db import migrations


class OnPostgreSQL(migrations.SeparateDatabaseAndState):
    """PostgreSQL in two steps, the tests in one."""

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        operation = self.operation_on(schema_editor.connection.vendor)
        operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        operation = self.operation_on(schema_editor.connection.vendor)
        operation.database_backwards(app_label, schema_editor, from_state, to_state)

    def operation_on(self, vendor):
        if vendor == 'postgresql':
            operations = self.database_operations
        else:
            operations = self.state_operations
        return migrations.SeparateDatabaseAndState(database_operations=operations)


class Migration(migrations.Migration):
    # Step 2 of 2, for a later release, when no code from before
    # 0001_a_state runs any more.
    # It drops the column shop_product.rating. The models do not change.

    dependencies = [
        ("shop", "0001_a_state"),
    ]

    operations = [
        OnPostgreSQL(
            database_operations=[
                migrations.RunSQL(
                    sql=[
                        'ALTER TABLE "shop_product" DROP COLUMN "rating"',
                    ],
                    reverse_sql=[
                        'ALTER TABLE "shop_product" ADD COLUMN "rating" integer'
                        " DEFAULT 5 NOT NULL",
                    ],
                ),
            ],
        ),
    ]
