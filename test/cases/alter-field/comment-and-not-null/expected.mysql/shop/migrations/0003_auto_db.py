from django.db import migrations


def fill_product_sku(apps, schema_editor):
    """Give each Product whose sku is NULL the default, 1,000 rows at a time."""
    Product = apps.get_model("shop", "Product")
    rows = Product._base_manager.using(schema_editor.connection.alias)
    rows = rows.filter(sku__isnull=True).order_by("pk")
    batch = list(rows.values_list("pk", flat=True)[:1000])
    while batch:
        rows.filter(pk__in=batch).update(sku="")
        batch = list(rows.filter(pk__gt=batch[-1]).values_list("pk", flat=True)[:1000])


class Migration(migrations.Migration):
    # Step 2 of 2, for a later release, when no code from before 0002_auto_state runs
    # any more.
    # It sets NOT NULL on shop_product.sku. The models do not change.

    # Each batch of rows, and each statement, is a transaction of its own.
    atomic = False

    dependencies = [
        ("shop", "0002_auto_state"),
    ]

    operations = [
        migrations.RunPython(
            fill_product_sku,
            migrations.RunPython.noop,
        ),
        migrations.RunSQL(
            sql=[
                "ALTER TABLE `shop_product` MODIFY `sku` varchar(20) NOT NULL",
            ],
            reverse_sql=[
                "ALTER TABLE `shop_product` MODIFY `sku` varchar(20)"
                " COMMENT 'as printed' NULL",
            ],
        ),
    ]
