import shop.codes
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


def fill_product_code(apps, schema_editor):
    """Give each Product whose code is NULL a value of its own, 1,000 rows at a time."""
    if schema_editor.connection.vendor != "postgresql":
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
    # Step 1 of 2, for the release whose code first knows Product.code.
    # Old code leaves the column NULL; each row that is there now gets one of its own,
    # the others get theirs in step 2. Step 2 sets NOT NULL on shop_product.code:
    # 0003_auto_db.

    # Each batch of rows, and each statement, is a transaction of its own.
    atomic = False

    dependencies = [
        ("shop", "0001_initial"),
    ]

    operations = [
        OnPostgreSQL(
            state_operations=[
                migrations.AddField(
                    model_name="product",
                    name="code",
                    field=models.CharField(default=shop.codes.new_code, max_length=20),
                ),
            ],
            database_operations=[
                migrations.RunSQL(
                    sql=[
                        'ALTER TABLE "shop_product"'
                        ' ADD COLUMN IF NOT EXISTS "code" varchar(20) NULL',
                    ],
                    reverse_sql=[
                        'ALTER TABLE "shop_product" DROP COLUMN IF EXISTS "code"',
                    ],
                    state_operations=[
                        migrations.AddField(
                            model_name="product",
                            name="code",
                            field=models.CharField(max_length=20, null=True),
                        ),
                    ],
                ),
            ],
        ),
        migrations.RunPython(
            fill_product_code,
            migrations.RunPython.noop,
        ),
    ]
