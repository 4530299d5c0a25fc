from django.core.management.base import CommandError
from django.db import migrations


def check_product_code_null(apps, schema_editor):
    """Stop before anything is changed while there are rows that do not fit."""
    Product = apps.get_model("shop", "Product")
    rows = Product._base_manager.using(schema_editor.connection.alias)
    rows = rows.filter(code__isnull=True)
    count = rows.count()
    if count:
        some = ", ".join(
            str(pk) for pk in rows.order_by("pk").values_list("pk", flat=True)[:5]
        )
        raise CommandError(
            f"Rows of shop_product whose code is NULL: {count} (first: {some}). Give "
            f"them a value, then run migrate again."
        )


class Migration(migrations.Migration):
    # Step 2 of 2, for a later release, when no code from before 0002_auto_state runs
    # any more.
    # It sets NOT NULL on shop_product.code. The models do not change.

    dependencies = [
        ("shop", "0002_auto_state"),
    ]

    operations = [
        migrations.RunPython(
            check_product_code_null,
            migrations.RunPython.noop,
        ),
        migrations.RunSQL(
            sql=[
                "ALTER TABLE `shop_product` MODIFY `code` varchar(20) NOT NULL",
            ],
            reverse_sql=[
                "ALTER TABLE `shop_product` MODIFY `code` varchar(20) NULL",
            ],
        ),
    ]
