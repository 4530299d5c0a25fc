from django.db import migrations, models


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
    # Step 1 of 2, for the release whose code first knows Product.rating.
    # Old code does not know the column: the database fills in the default. Step 2 drops
    # the default of shop_product.rating: 0003_auto_db.

    dependencies = [
        ("shop", "0001_b_db"),
    ]

    operations = [
        OnPostgreSQL(
            state_operations=[
                migrations.AddField(
                    model_name="product",
                    name="rating",
                    field=models.IntegerField(default=1),
                ),
            ],
            database_operations=[
                migrations.AddField(
                    model_name="product",
                    name="rating",
                    field=models.IntegerField(db_default=1),
                ),
            ],
        ),
    ]
