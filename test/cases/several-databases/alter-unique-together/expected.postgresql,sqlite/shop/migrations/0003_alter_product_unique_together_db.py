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


def check_product_name_rating(apps, schema_editor):
    """Stop before anything is changed while there are rows that do not fit."""
    if schema_editor.connection.vendor != "postgresql":
        return
    Product = apps.get_model("shop", "Product")
    rows = Product._base_manager.using(schema_editor.connection.alias)
    rows = rows.filter(name__isnull=False, rating__isnull=False)
    names = ["name", "rating"]
    groups = rows.order_by().values(*names).annotate(times=models.Count("pk"))
    groups = groups.filter(times__gt=1).order_by(*names)
    count = groups.count()
    if count:
        some = ", ".join(
            "/".join(str(group[name]) for name in names) for group in groups[:5]
        )
        raise CommandError(
            f"Values of (name, rating) in more than one row of shop_product: {count} "
            f"(first: {some}). Make the rows different, then run migrate again."
        )


class Migration(migrations.Migration):
    # Step 2 of 2, for a later release, when no code from before
    # 0002_alter_product_unique_together_state runs any more.
    # It makes (name, rating) of Product unique. The models do not change.

    # Each batch of rows, and each statement, is a transaction of its own.
    atomic = False

    dependencies = [
        ("shop", "0002_alter_product_unique_together_state"),
    ]

    operations = [
        migrations.RunPython(
            check_product_name_rating,
            migrations.RunPython.noop,
        ),
        OnPostgreSQL(
            database_operations=[
                migrations.RunSQL(
                    sql=[
                        'ALTER TABLE "shop_product"'
                        " DROP CONSTRAINT IF EXISTS"
                        ' "shop_product_name_rating_f3e64fa0_uniq"',
                        "DROP INDEX CONCURRENTLY IF EXISTS"
                        ' "shop_product_name_rating_f3e64fa0_uniq"',
                        "CREATE UNIQUE INDEX CONCURRENTLY"
                        ' "shop_product_name_rating_f3e64fa0_uniq"'
                        ' ON "shop_product" ("name", "rating")',
                        'ALTER TABLE "shop_product"'
                        ' ADD CONSTRAINT "shop_product_name_rating_f3e64fa0_uniq"'
                        ' UNIQUE USING INDEX "shop_product_name_rating_f3e64fa0_uniq"',
                    ],
                    reverse_sql=[
                        'ALTER TABLE "shop_product"'
                        " DROP CONSTRAINT IF EXISTS"
                        ' "shop_product_name_rating_f3e64fa0_uniq"',
                    ],
                ),
            ],
        ),
    ]
