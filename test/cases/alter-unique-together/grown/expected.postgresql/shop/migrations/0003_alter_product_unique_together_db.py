from django.core.management.base import CommandError
from django.db import migrations, models


def check_product_name_rating(apps, schema_editor):
    """Stop before anything is changed while there are rows that do not fit."""
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
        migrations.RunSQL(
            sql=[
                'ALTER TABLE "shop_product"'
                ' DROP CONSTRAINT IF EXISTS "shop_product_name_rating_f3e64fa0_uniq"',
                "DROP INDEX CONCURRENTLY IF EXISTS"
                ' "shop_product_name_rating_f3e64fa0_uniq"',
                "CREATE UNIQUE INDEX CONCURRENTLY"
                ' "shop_product_name_rating_f3e64fa0_uniq"'
                ' ON "shop_product" ("name", "rating")',
                'ALTER TABLE "shop_product"'
                ' ADD CONSTRAINT "shop_product_name_rating_f3e64fa0_uniq" UNIQUE'
                ' USING INDEX "shop_product_name_rating_f3e64fa0_uniq"',
            ],
            reverse_sql=[
                'ALTER TABLE "shop_product"'
                ' DROP CONSTRAINT IF EXISTS "shop_product_name_rating_f3e64fa0_uniq"',
            ],
        ),
    ]
