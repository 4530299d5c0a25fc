from django.db import migrations, models


def copy_names(apps, schema_editor):
    """Names are kept apart from here on."""
    product = apps.get_model("shop", "Product")
    for each in product.objects.all():
        each.save()


class OnSQLite(migrations.SeparateDatabaseAndState):
    """The database operations are for SQLite, which old and new code use side by
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
        if vendor == "sqlite":
            operations = self.database_operations
        else:
            operations = self.state_operations
        return migrations.SeparateDatabaseAndState(database_operations=operations)


class Migration(migrations.Migration):
    # Step 1 of 2, for the release whose code no longer knows Product.rating and
    # Product.stock.
    # - Product.rating: old code may go on using the column while both run: new code
    #   leaves it out, and the database fills in a default.
    # - Product.stock: old code may go on using the column while both run: new code
    #   leaves it out, and the database fills in a default.
    # Step 2 does the rest: 0003_auto_db.

    dependencies = [
        ("shop", "0001_initial"),
    ]

    operations = [
        migrations.RunPython(copy_names, migrations.RunPython.noop),
        OnSQLite(
            state_operations=[
                migrations.RemoveField(
                    model_name="product",
                    name="rating",
                ),
                migrations.RemoveField(
                    model_name="product",
                    name="stock",
                ),
            ],
            database_operations=[
                migrations.AlterField(
                    model_name="product",
                    name="rating",
                    field=models.IntegerField(db_default=0),
                ),
                migrations.AlterField(
                    model_name="product",
                    name="stock",
                    field=models.IntegerField(db_default=0),
                ),
            ],
        ),
    ]
