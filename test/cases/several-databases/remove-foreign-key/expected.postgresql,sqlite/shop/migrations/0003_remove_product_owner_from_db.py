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
    # 0002_remove_product_owner_from_state runs any more.
    # It drops the column shop_product.owner_id. The models do not change.

    dependencies = [
        ("shop", "0002_remove_product_owner_from_state"),
    ]

    operations = [
        OnPostgreSQL(
            database_operations=[
                # Locked first, as a delete by live code does, so that the two cannot
                # deadlock.
                migrations.RunSQL(
                    sql=[
                        'LOCK TABLE "shop_owner" IN SHARE ROW EXCLUSIVE MODE',
                        'ALTER TABLE "shop_product" DROP COLUMN "owner_id"',
                    ],
                    reverse_sql=[
                        'LOCK TABLE "shop_owner" IN SHARE ROW EXCLUSIVE MODE',
                        'ALTER TABLE "shop_product" ADD COLUMN "owner_id" bigint NULL',
                        'CREATE INDEX "shop_product_owner_id_c7c481d9"'
                        ' ON "shop_product" ("owner_id")',
                        'ALTER TABLE "shop_product"'
                        ' ADD CONSTRAINT "shop_product_owner_id_overlap"'
                        ' FOREIGN KEY ("owner_id") REFERENCES "shop_owner" ("id")'
                        " ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED NOT VALID",
                    ],
                ),
            ],
        ),
    ]
