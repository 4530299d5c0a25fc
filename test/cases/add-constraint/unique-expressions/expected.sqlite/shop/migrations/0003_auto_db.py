import django.db.models.functions
from django.core.management.base import CommandError
from django.db import migrations, models


def check_product_product_lower_name(apps, schema_editor):
    """Stop before anything is changed while there are rows that do not fit."""
    Product = apps.get_model("shop", "Product")
    rows = Product._base_manager.using(schema_editor.connection.alias)
    rows = rows.annotate(part_1=django.db.models.functions.Lower("name")).filter(
        part_1__isnull=False
    )
    names = ["part_1"]
    groups = rows.order_by().values(*names).annotate(times=models.Count("pk"))
    groups = groups.filter(times__gt=1).order_by(*names)
    count = groups.count()
    if count:
        some = ", ".join(
            "/".join(str(group[name]) for name in names) for group in groups[:5]
        )
        raise CommandError(
            f"Values of the constraint product_lower_name in more than one row of "
            f"shop_product: {count} (first: {some}). Make the rows different, then "
            f"run migrate again."
        )


class Migration(migrations.Migration):
    # Step 2 of 2, for a later release, when no code from before 0002_auto_state runs
    # any more.
    # It adds the constraint product_lower_name. The models do not change.

    dependencies = [
        ("shop", "0002_auto_state"),
    ]

    operations = [
        migrations.RunPython(
            check_product_product_lower_name,
            migrations.RunPython.noop,
        ),
        migrations.RunSQL(
            sql=[
                'CREATE UNIQUE INDEX "product_lower_name"'
                ' ON "shop_product" ((LOWER("name")))',
            ],
            reverse_sql=[
                'DROP INDEX "product_lower_name"',
            ],
        ),
    ]
