import shop.codes
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


def fill_product_code(apps, schema_editor):
    """Give each Product whose code is NULL a value of its own, 1,000 rows at a time."""
    if schema_editor.connection.vendor != "mysql":
        return
    Product = apps.get_model("shop", "Product")
    rows = Product._base_manager.using(schema_editor.connection.alias)
    rows = rows.filter(code__isnull=True).order_by("pk")
    batch = list(rows.only("pk")[:1000])
    while batch:
        for row in batch:
            row.code = shop.codes.new_code()
        rows.bulk_update(batch, ["code"])
        batch = list(rows.only("pk").filter(pk__gt=batch[-1].pk)[:1000])


class Migration(migrations.Migration):
    # Step 2 of 2, for a later release, when no code from before 0002_auto_state runs
    # any more.
    # It sets NOT NULL on shop_product.code. The models do not change.

    # Each batch of rows, and each statement, is a transaction of its own.
    atomic = False

    dependencies = [
        ("shop", "0002_auto_state"),
    ]

    operations = [
        migrations.RunPython(
            fill_product_code,
            migrations.RunPython.noop,
        ),
        OnMySQL(
            database_operations=[
                migrations.RunSQL(
                    sql=[
                        "ALTER TABLE `shop_product` MODIFY `code` varchar(20) NOT NULL",
                    ],
                    reverse_sql=[
                        "ALTER TABLE `shop_product` MODIFY `code` varchar(20) NULL",
                    ],
                ),
            ],
        ),
    ]
