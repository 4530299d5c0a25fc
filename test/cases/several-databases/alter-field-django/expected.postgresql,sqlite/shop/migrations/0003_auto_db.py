import django.db.models.functions
from django.core.management.base import CommandError
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


def check_product_sku_length(apps, schema_editor):
    """Stop before anything is changed while there are rows that do not fit."""
    if schema_editor.connection.vendor != "postgresql":
        return
    Product = apps.get_model("shop", "Product")
    rows = Product._base_manager.using(schema_editor.connection.alias)
    rows = rows.annotate(length=django.db.models.functions.Length("sku")).filter(
        length__gt=20
    )
    count = rows.count()
    if count:
        some = ", ".join(
            str(pk) for pk in rows.order_by("pk").values_list("pk", flat=True)[:5]
        )
        raise CommandError(
            f"Rows of shop_product whose sku has more than 20 characters: {count} "
            f"(first: {some}). Change these, then run migrate again."
        )


def fill_product_sku(apps, schema_editor):
    """Give each Product whose sku is NULL the default, 1,000 rows at a time."""
    if schema_editor.connection.vendor != "postgresql":
        return
    Product = apps.get_model("shop", "Product")
    rows = Product._base_manager.using(schema_editor.connection.alias)
    rows = rows.filter(sku__isnull=True).order_by("pk")
    batch = list(rows.values_list("pk", flat=True)[:1000])
    while batch:
        rows.filter(pk__in=batch).update(sku="")
        batch = list(rows.filter(pk__gt=batch[-1]).values_list("pk", flat=True)[:1000])


class Migration(migrations.Migration):
    # Step 2 of 2, for a later release, when no code from before 0002_auto_state runs
    # any more.
    # It gives shop_product.sku its new type and sets NOT NULL on it. The models do not
    # change.

    # Each batch of rows, and each statement, is a transaction of its own.
    atomic = False

    dependencies = [
        ("shop", "0002_auto_state"),
    ]

    operations = [
        migrations.RunPython(
            check_product_sku_length,
            migrations.RunPython.noop,
        ),
        migrations.RunPython(
            fill_product_sku,
            migrations.RunPython.noop,
        ),
        # Django is told of what is there; the project state does not change.
        OnPostgreSQL(
            database_operations=[
                migrations.SeparateDatabaseAndState(
                    state_operations=[
                        migrations.AlterField(
                            model_name="product",
                            name="sku",
                            field=models.CharField(max_length=100, null=True),
                        ),
                    ],
                ),
                migrations.AlterField(
                    model_name="product",
                    name="sku",
                    field=models.CharField(max_length=20),
                ),
            ],
        ),
    ]
