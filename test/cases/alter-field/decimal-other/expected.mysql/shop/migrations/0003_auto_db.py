import decimal
import django.db.models.functions
from django.core.management.base import CommandError
from django.db import migrations, models


def check_product_price_digits(apps, schema_editor):
    """Stop before anything is changed while there are rows that do not fit."""
    Product = apps.get_model("shop", "Product")
    rows = Product._base_manager.using(schema_editor.connection.alias)
    rows = rows.filter(price__isnull=False).exclude(
        price__range=(decimal.Decimal("-999999.9999"), decimal.Decimal("999999.9999"))
    )
    count = rows.count()
    if count:
        some = ", ".join(
            str(pk) for pk in rows.order_by("pk").values_list("pk", flat=True)[:5]
        )
        raise CommandError(
            f"Rows of shop_product whose price has more than 6 digits before the "
            f"point: {count} (first: {some}). Change these, then run migrate again."
        )


def check_product_price_places(apps, schema_editor):
    """Stop before anything is changed while there are rows that do not fit."""
    Product = apps.get_model("shop", "Product")
    rows = Product._base_manager.using(schema_editor.connection.alias)
    rows = (
        rows.filter(price__isnull=False)
        .annotate(rounded=django.db.models.functions.Round("price", precision=4))
        .exclude(rounded=models.F("price"))
    )
    count = rows.count()
    if count:
        some = ", ".join(
            str(pk) for pk in rows.order_by("pk").values_list("pk", flat=True)[:5]
        )
        raise CommandError(
            f"Rows of shop_product whose price has more than 4 decimal places: "
            f"{count} (first: {some}). Change these, then run migrate again."
        )


class Migration(migrations.Migration):
    # Step 2 of 2, for a later release, when no code from before 0002_auto_state runs
    # any more.
    # It gives shop_product.price its new type. The models do not change.

    dependencies = [
        ("shop", "0002_auto_state"),
    ]

    operations = [
        migrations.RunPython(
            check_product_price_digits,
            migrations.RunPython.noop,
        ),
        migrations.RunPython(
            check_product_price_places,
            migrations.RunPython.noop,
        ),
        migrations.RunSQL(
            sql=[
                "ALTER TABLE `shop_product` MODIFY `price` numeric(10, 4) NOT NULL",
            ],
            reverse_sql=[
                "ALTER TABLE `shop_product` MODIFY `price` numeric(12, 4) NOT NULL",
            ],
        ),
    ]
