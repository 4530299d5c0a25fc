from django.db import migrations, models


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
    # Step 1 of 2, for the release whose code no longer knows Product.rating.
    # Old code may go on using the column while both run: new code leaves it out, and
    # the database fills in a default. Step 2 drops the column shop_product.rating:
    # 0003_remove_product_rating_from_db.

    dependencies = [
        ("shop", "0001_initial"),
    ]

    operations = [
        OnPostgreSQL(
            state_operations=[
                migrations.RemoveField(
                    model_name="product",
                    name="rating",
                ),
            ],
            database_operations=[
                migrations.AlterField(
                    model_name="product",
                    name="rating",
                    field=models.IntegerField(db_default=5),
                ),
            ],
        ),
    ]
