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


class Migration(migrations.Migration):
    # Step 2 of 2, for a later release, when no code from before 0002_auto_state runs
    # any more.
    # It makes shop_product.owner_id unique. The models do not change.

    dependencies = [
        ("shop", "0002_auto_state"),
    ]

    operations = [
        migrations.RunPython(
            check_product_owner_unique,
            migrations.RunPython.noop,
        ),
        migrations.RunSQL(
            sql=[
                "ALTER TABLE `shop_product`"
                " ADD CONSTRAINT `shop_product_owner_id_c7c481d9_uniq`"
                " UNIQUE (`owner_id`)",
            ],
            reverse_sql=[
                "CREATE INDEX IF NOT EXISTS"
                " `shop_product_owner_id_c7c481d9_fk_shop_owner_id`"
                " ON `shop_product` (`owner_id`)",
                "ALTER TABLE `shop_product`"
                " DROP INDEX `shop_product_owner_id_c7c481d9_uniq`",
            ],
        ),
    ]
