from django.core import management
from django.db import migrations


def check_product_code(apps, schema_editor):
    """Stop before anything is changed while there are rows that do not fit."""
    rows = apps.get_model("shop", "Product")._base_manager.using(
        schema_editor.connection.alias
    )
    rows = rows.filter(code__isnull=True)
    count = rows.count()
    if count:
        some = ", ".join(
            str(pk) for pk in rows.order_by("pk").values_list("pk", flat=True)[:5]
        )
        raise management.CommandError(
            f"Rows of shop_product that have no code: {count} (first: {some}). Give "
            f"them one, then run migrate again."
        )


class Migration(migrations.Migration):
    # Step 2 of 2, for a later release, when no code from before 0002_auto_state runs
    # any more.
    # It sets shop_product.code NOT NULL. The models do not change.

    dependencies = [
        ("shop", "0002_auto_state"),
    ]

    operations = [
        migrations.RunPython(
            check_product_code,
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
