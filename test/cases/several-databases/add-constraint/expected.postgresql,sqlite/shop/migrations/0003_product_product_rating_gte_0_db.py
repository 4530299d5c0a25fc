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


def check_product_product_rating_gte_0(apps, schema_editor):
    """Stop before anything is changed while there are rows that do not fit."""
    if schema_editor.connection.vendor != "postgresql":
        return
    Product = apps.get_model("shop", "Product")
    rows = Product._base_manager.using(schema_editor.connection.alias)
    rows = rows.annotate(
        holds=models.ExpressionWrapper(
            models.Q(("rating__gte", 0)), output_field=models.BooleanField()
        )
    ).filter(holds=False)
    count = rows.count()
    if count:
        some = ", ".join(
            str(pk) for pk in rows.order_by("pk").values_list("pk", flat=True)[:5]
        )
        raise CommandError(
            f"Rows of shop_product that do not hold to product_rating_gte_0: {count} "
            f"(first: {some}). Change these, then run migrate again."
        )


class Migration(migrations.Migration):
    # Step 2 of 2, for a later release, when no code from before
    # 0002_product_product_rating_gte_0_state runs any more.
    # It adds the constraint product_rating_gte_0. The models do not change.

    # Each batch of rows, and each statement, is a transaction of its own.
    atomic = False

    dependencies = [
        ("shop", "0002_product_product_rating_gte_0_state"),
    ]

    operations = [
        migrations.RunPython(
            check_product_product_rating_gte_0,
            migrations.RunPython.noop,
        ),
        OnPostgreSQL(
            database_operations=[
                migrations.RunSQL(
                    sql=[
                        'ALTER TABLE "shop_product"'
                        ' DROP CONSTRAINT IF EXISTS "product_rating_gte_0",'
                        ' ADD CONSTRAINT "product_rating_gte_0" CHECK ("rating" >= 0)'
                        " NOT VALID",
                        'ALTER TABLE "shop_product" VALIDATE CONSTRAINT'
                        ' "product_rating_gte_0"',
                    ],
                    reverse_sql=[
                        'ALTER TABLE "shop_product"'
                        ' DROP CONSTRAINT IF EXISTS "product_rating_gte_0"',
                    ],
                ),
            ],
        ),
    ]
