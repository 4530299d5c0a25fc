from django.core.management.base import CommandError
from django.db import migrations, models


def check_product_product_stock(apps, schema_editor):
    """Stop before anything is changed while there are rows that do not fit."""
    Product = apps.get_model("shop", "Product")
    rows = Product._base_manager.using(schema_editor.connection.alias)
    names = ["stock"]
    groups = rows.order_by().values(*names).annotate(times=models.Count("pk"))
    groups = groups.filter(times__gt=1).order_by(*names)
    count = groups.count()
    if count:
        some = ", ".join(
            "/".join(str(group[name]) for name in names) for group in groups[:5]
        )
        raise CommandError(
            f"Values of stock in more than one row of shop_product: {count} (first: "
            f"{some}). Make the rows different, then run migrate again."
        )


class Migration(migrations.Migration):
    # Step 2 of 2, for a later release, when no code from before 0002_auto_state runs
    # any more.
    # It adds the constraint product_stock. The models do not change.

    # Each batch of rows, and each statement, is a transaction of its own.
    atomic = False

    dependencies = [
        ("shop", "0002_auto_state"),
    ]

    operations = [
        migrations.RunPython(
            check_product_product_stock,
            migrations.RunPython.noop,
        ),
        migrations.RunSQL(
            sql=[
                'ALTER TABLE "shop_product" DROP CONSTRAINT IF EXISTS "product_stock"',
                'DROP INDEX CONCURRENTLY IF EXISTS "product_stock"',
                'CREATE UNIQUE INDEX CONCURRENTLY "product_stock"'
                ' ON "shop_product" ("stock") NULLS NOT DISTINCT',
                'ALTER TABLE "shop_product" ADD CONSTRAINT "product_stock" UNIQUE'
                ' USING INDEX "product_stock"',
            ],
            reverse_sql=[
                'ALTER TABLE "shop_product" DROP CONSTRAINT IF EXISTS "product_stock"',
            ],
        ),
    ]
