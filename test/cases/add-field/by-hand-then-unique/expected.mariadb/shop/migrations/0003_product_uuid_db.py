import uuid
from django.core.management.base import CommandError
from django.db import migrations, models


def check_product_uuid_unique(apps, schema_editor):
    """Stop before anything is changed while there are rows that do not fit."""
    Product = apps.get_model("shop", "Product")
    rows = Product._base_manager.using(schema_editor.connection.alias)
    rows = rows.filter(uuid__isnull=False)
    names = ["uuid"]
    groups = rows.order_by().values(*names).annotate(times=models.Count("pk"))
    groups = groups.filter(times__gt=1).order_by(*names)
    count = groups.count()
    if count:
        some = ", ".join(
            "/".join(str(group[name]) for name in names) for group in groups[:5]
        )
        raise CommandError(
            f"Values of uuid in more than one row of shop_product: {count} (first: "
            f"{some}). Make the rows different, then run migrate again."
        )


def fill_product_uuid(apps, schema_editor):
    """Give each Product whose uuid is NULL a value of its own, 1,000 rows at a time."""
    Product = apps.get_model("shop", "Product")
    rows = Product._base_manager.using(schema_editor.connection.alias)
    rows = rows.filter(uuid__isnull=True).order_by("pk")
    batch = list(rows.only("pk")[:1000])
    while batch:
        for row in batch:
            row.uuid = uuid.uuid4()
        rows.bulk_update(batch, ["uuid"])
        batch = list(rows.only("pk").filter(pk__gt=batch[-1].pk)[:1000])


class Migration(migrations.Migration):
    # Step 2 of 2, for a later release, when no code from before 0002_product_uuid_state
    # runs any more.
    # It sets NOT NULL on shop_product.uuid and makes it unique. The models do not
    # change.

    # Each batch of rows, and each statement, is a transaction of its own.
    atomic = False

    dependencies = [
        ("shop", "0002_product_uuid_state"),
    ]

    operations = [
        migrations.RunPython(
            check_product_uuid_unique,
            migrations.RunPython.noop,
        ),
        migrations.RunPython(
            fill_product_uuid,
            migrations.RunPython.noop,
        ),
        migrations.RunSQL(
            sql=[
                "ALTER TABLE `shop_product` MODIFY `uuid` uuid NOT NULL",
                "ALTER TABLE `shop_product`"
                " ADD CONSTRAINT `shop_product_uuid_0e93ef32_uniq`"
                " UNIQUE IF NOT EXISTS (`uuid`)",
            ],
            reverse_sql=[
                "ALTER TABLE `shop_product`"
                " DROP INDEX IF EXISTS `shop_product_uuid_0e93ef32_uniq`",
                "ALTER TABLE `shop_product` MODIFY `uuid` uuid NULL",
            ],
        ),
    ]
