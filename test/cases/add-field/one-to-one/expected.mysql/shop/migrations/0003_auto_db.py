import shop.owners
from django.core.management.base import CommandError
from django.db import migrations, models


def check_product_owner_unique(apps, schema_editor):
    """Stop before anything is changed while there are rows that do not fit."""
    Product = apps.get_model("shop", "Product")
    rows = Product._base_manager.using(schema_editor.connection.alias)
    rows = rows.filter(owner__isnull=False)
    names = ["owner"]
    groups = rows.order_by().values(*names).annotate(times=models.Count("pk"))
    groups = groups.filter(times__gt=1).order_by(*names)
    count = groups.count()
    if count:
        some = ", ".join(
            "/".join(str(group[name]) for name in names) for group in groups[:5]
        )
        raise CommandError(
            f"Values of owner in more than one row of shop_product: {count} (first: "
            f"{some}). Make the rows different, then run migrate again."
        )


def fill_product_owner(apps, schema_editor):
    """Give each Product whose owner is NULL a value of its own, 1,000 rows at a time."""
    Product = apps.get_model("shop", "Product")
    rows = Product._base_manager.using(schema_editor.connection.alias)
    rows = rows.filter(owner__isnull=True).order_by("pk")
    batch = list(rows.only("pk")[:1000])
    while batch:
        for row in batch:
            row.owner_id = shop.owners.new_owner()
        rows.bulk_update(batch, ["owner"])
        batch = list(rows.only("pk").filter(pk__gt=batch[-1].pk)[:1000])


class Migration(migrations.Migration):
    # Step 2 of 2, for a later release, when no code from before 0002_auto_state runs
    # any more.
    # It sets NOT NULL on shop_product.owner_id and makes it unique. The models do not
    # change.

    # Each batch of rows, and each statement, is a transaction of its own.
    atomic = False

    dependencies = [
        ("shop", "0002_auto_state"),
    ]

    operations = [
        migrations.RunPython(
            check_product_owner_unique,
            migrations.RunPython.noop,
        ),
        migrations.RunPython(
            fill_product_owner,
            migrations.RunPython.noop,
        ),
        migrations.RunSQL(
            sql=[
                "ALTER TABLE `shop_product` MODIFY `owner_id` bigint NOT NULL",
                "ALTER TABLE `shop_product` ADD CONSTRAINT `owner_id`"
                " UNIQUE (`owner_id`)",
            ],
            reverse_sql=[
                "CREATE INDEX `shop_product_owner_id_c7c481d9_fk_shop_owner_id`"
                " ON `shop_product` (`owner_id`)",
                "ALTER TABLE `shop_product` DROP INDEX `owner_id`",
                "ALTER TABLE `shop_product` MODIFY `owner_id` bigint NULL",
            ],
        ),
    ]
