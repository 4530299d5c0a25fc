import django.db.models.functions
from django.core.management.base import CommandError
from django.db import migrations


def check_product_sku_length(apps, schema_editor):
    """Stop before anything is changed while there are rows that do not fit."""
    Product = apps.get_model("shop", "Product")
    rows = Product._base_manager.using(schema_editor.connection.alias)
    rows = rows.annotate(length=django.db.models.functions.Length("sku")).filter(
        length__gt=20
    )
    count = rows.count()
    if count:
        some = ", ".join(
            str(pk) for pk in rows.order_by("pk").values_list("pk", flat=True)[:5]
        )
        raise CommandError(
            f"Rows of shop_product whose sku has more than 20 characters: {count} "
            f"(first: {some}). Change these, then run migrate again."
        )


class Migration(migrations.Migration):
    # Step 2 of 2, for a later release, when no code from before
    # 0002_alter_product_sku_state runs any more.
    # It gives shop_product.sku its new type. The models do not change.

    dependencies = [
        ("shop", "0002_alter_product_sku_state"),
    ]

    operations = [
        migrations.RunPython(
            check_product_sku_length,
            migrations.RunPython.noop,
        ),
        migrations.RunSQL(
            sql=[
                "ALTER TABLE `shop_product` MODIFY `sku` varchar(20) NOT NULL",
            ],
            reverse_sql=[
                "ALTER TABLE `shop_product` MODIFY `sku` varchar(100) NOT NULL",
            ],
        ),
    ]
