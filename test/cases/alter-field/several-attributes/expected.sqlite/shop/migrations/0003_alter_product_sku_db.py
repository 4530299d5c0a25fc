from django.core.management.base import CommandError
from django.db import migrations, models


def check_product_sku_null(apps, schema_editor):
    """Stop before anything is changed while there are rows that do not fit."""
    Product = apps.get_model("shop", "Product")
    rows = Product._base_manager.using(schema_editor.connection.alias)
    rows = rows.filter(sku__isnull=True)
    count = rows.count()
    if count:
        some = ", ".join(
            str(pk) for pk in rows.order_by("pk").values_list("pk", flat=True)[:5]
        )
        raise CommandError(
            f"Rows of shop_product whose sku is NULL: {count} (first: {some}). Give "
            f"them a value, then run migrate again."
        )


def check_product_sku_unique(apps, schema_editor):
    """Stop before anything is changed while there are rows that do not fit."""
    Product = apps.get_model("shop", "Product")
    rows = Product._base_manager.using(schema_editor.connection.alias)
    rows = rows.filter(sku__isnull=False)
    names = ["sku"]
    groups = rows.order_by().values(*names).annotate(times=models.Count("pk"))
    groups = groups.filter(times__gt=1).order_by(*names)
    count = groups.count()
    if count:
        some = ", ".join(
            "/".join(str(group[name]) for name in names) for group in groups[:5]
        )
        raise CommandError(
            f"Values of sku in more than one row of shop_product: {count} (first: "
            f"{some}). Make the rows different, then run migrate again."
        )


class Migration(migrations.Migration):
    # Step 2 of 2, for a later release, when no code from before
    # 0002_alter_product_sku_state runs any more.
    # It sets NOT NULL on shop_product.sku and makes it unique. The models do not
    # change.

    dependencies = [
        ("shop", "0002_alter_product_sku_state"),
    ]

    operations = [
        migrations.RunPython(
            check_product_sku_null,
            migrations.RunPython.noop,
        ),
        migrations.RunPython(
            check_product_sku_unique,
            migrations.RunPython.noop,
        ),
        # Django is told of what is there; the project state does not change.
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.SeparateDatabaseAndState(
                    state_operations=[
                        migrations.AlterField(
                            model_name="product",
                            name="sku",
                            field=models.CharField(max_length=20, null=True),
                        ),
                    ],
                ),
                migrations.AlterField(
                    model_name="product",
                    name="sku",
                    field=models.CharField(max_length=20, unique=True),
                ),
            ],
        ),
    ]
