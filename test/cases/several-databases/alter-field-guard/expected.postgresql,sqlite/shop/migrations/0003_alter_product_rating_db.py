from django.core.management.base import CommandError
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


def check_product_rating_null(apps, schema_editor):
    """Stop before anything is changed while there are rows that do not fit."""
    if schema_editor.connection.vendor != "postgresql":
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

    # Each batch of rows, and each statement, is a transaction of its own.
    atomic = False

    dependencies = [
        ("shop", "0002_alter_product_rating_state"),
    ]

    operations = [
        migrations.RunPython(
            check_product_rating_null,
            migrations.RunPython.noop,
        ),
        OnPostgreSQL(
            database_operations=[
                migrations.RunSQL(
                    sql=[
                        'ALTER TABLE "shop_product"'
                        ' DROP CONSTRAINT IF EXISTS "shop_product_rating_not_null",'
                        ' ADD CONSTRAINT "shop_product_rating_not_null"'
                        ' CHECK ("rating" IS NOT NULL) NOT VALID',
                        'ALTER TABLE "shop_product" VALIDATE CONSTRAINT'
                        ' "shop_product_rating_not_null"',
                        'ALTER TABLE "shop_product" ALTER COLUMN "rating" SET NOT NULL',
                        'ALTER TABLE "shop_product"'
                        ' DROP CONSTRAINT "shop_product_rating_not_null"',
                    ],
                    reverse_sql=[
                        'ALTER TABLE "shop_product" ALTER COLUMN "rating"'
                        " DROP NOT NULL",
                    ],
                ),
            ],
        ),
    ]
