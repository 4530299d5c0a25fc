from django.core import management
from django.db import migrations


def check_product_rating(apps, schema_editor):
    """Stop before anything is changed while there are rows that do not fit."""
    rows = apps.get_model("shop", "Product")._base_manager.using(
        schema_editor.connection.alias
    )
    rows = rows.filter(rating__isnull=True)
    count = rows.count()
    if count:
        some = ", ".join(
            str(pk) for pk in rows.order_by("pk").values_list("pk", flat=True)[:5]
        )
        raise management.CommandError(
            f"Rows of shop_product that have no rating: {count} (first: {some}). Give "
            f"them one, then run migrate again."
        )


class Migration(migrations.Migration):
    # Step 2 of 2, for a later release, when no code from before
    # 0002_alter_product_rating_state runs any more.
    # It sets shop_product.rating NOT NULL. The models do not change.

    dependencies = [
        ("shop", "0002_alter_product_rating_state"),
    ]

    operations = [
        migrations.RunPython(
            check_product_rating,
            migrations.RunPython.noop,
        ),
        migrations.RunSQL(
            sql=[
                "ALTER TABLE `shop_product` MODIFY `rating` integer NOT NULL",
            ],
            reverse_sql=[
                "ALTER TABLE `shop_product` MODIFY `rating` integer NULL",
            ],
        ),
    ]
