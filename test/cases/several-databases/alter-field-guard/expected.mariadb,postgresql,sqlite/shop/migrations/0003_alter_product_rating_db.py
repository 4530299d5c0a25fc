from django.core.management.base import CommandError
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


def check_product_rating_null(apps, schema_editor):
    """Stop before anything is changed while there are rows that do not fit."""
    if schema_editor.connection.vendor != "mysql":
        return
    Product = apps.get_model("shop", "Product")
    rows = Product._base_manager.using(schema_editor.connection.alias)
    rows = rows.filter(rating__isnull=True)
    count = rows.count()
    if count:
        some = ", ".join(
            str(pk) for pk in rows.order_by("pk").values_list("pk", flat=True)[:5]
        )
        raise CommandError(
            f"Rows of shop_product whose rating is NULL: {count} (first: {some}). "
            f"Give them a value, then run migrate again."
        )


class Migration(migrations.Migration):
    # Step 2 of 2, for a later release, when no code from before
    # 0002_alter_product_rating_state runs any more.
    # It sets NOT NULL on shop_product.rating. The models do not change.

    dependencies = [
        ("shop", "0002_alter_product_rating_state"),
    ]

    operations = [
        migrations.RunPython(
            check_product_rating_null,
            migrations.RunPython.noop,
        ),
        OnMySQL(
            database_operations=[
                migrations.RunSQL(
                    sql=[
                        "ALTER TABLE `shop_product` MODIFY `rating` integer NOT NULL",
                    ],
                    reverse_sql=[
                        "ALTER TABLE `shop_product` MODIFY `rating` integer NULL",
                    ],
                ),
            ],
        ),
    ]
