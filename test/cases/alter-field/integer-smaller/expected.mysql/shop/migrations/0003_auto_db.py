from django.core.management.base import CommandError
from django.db import migrations


def check_product_rating_range(apps, schema_editor):
    """Stop before anything is changed while there are rows that do not fit."""
    Product = apps.get_model("shop", "Product")
    rows = Product._base_manager.using(schema_editor.connection.alias)
    rows = rows.filter(rating__isnull=False).exclude(
        rating__range=(-2147483648, 2147483647)
    )
    count = rows.count()
    if count:
        some = ", ".join(
            str(pk) for pk in rows.order_by("pk").values_list("pk", flat=True)[:5]
        )
        raise CommandError(
            f"Rows of shop_product whose rating is not between -2147483648 and "
            f"2147483647: {count} (first: {some}). Change these, then run migrate "
            f"again."
        )


class Migration(migrations.Migration):
    # Step 2 of 2, for a later release, when no code from before 0002_auto_state runs
    # any more.
    # It gives shop_product.rating its new type. The models do not change.

    dependencies = [
        ("shop", "0002_auto_state"),
    ]

    operations = [
        migrations.RunPython(
            check_product_rating_range,
            migrations.RunPython.noop,
        ),
        migrations.RunSQL(
            sql=[
                "ALTER TABLE `shop_product` MODIFY `rating` integer NOT NULL",
            ],
            reverse_sql=[
                "ALTER TABLE `shop_product` MODIFY `rating` bigint NOT NULL",
            ],
        ),
    ]
