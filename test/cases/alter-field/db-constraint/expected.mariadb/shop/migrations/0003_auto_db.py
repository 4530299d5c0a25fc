from django.core.management.base import CommandError
from django.db import migrations, models


def check_product_owner_key(apps, schema_editor):
    """Stop before anything is changed while there are rows that do not fit."""
    Product = apps.get_model("shop", "Product")
    rows = Product._base_manager.using(schema_editor.connection.alias)
    rows = rows.filter(owner__isnull=False)
    Owner = apps.get_model("shop", "Owner")
    there = Owner._base_manager.using(schema_editor.connection.alias)
    there = there.filter(id=models.OuterRef("owner_id"))
    rows = rows.filter(~models.Exists(there))
    count = rows.count()
    if count:
        some = ", ".join(
            str(pk) for pk in rows.order_by("pk").values_list("pk", flat=True)[:5]
        )
        raise CommandError(
            f"Rows of shop_product whose owner is not there: {count} (first: {some}). "
            f"Change these, then run migrate again."
        )


class Migration(migrations.Migration):
    # Step 2 of 2, for a later release, when no code from before 0002_auto_state runs
    # any more.
    # It adds the foreign key of shop_product.owner_id. The models do not change.

    dependencies = [
        ("shop", "0002_auto_state"),
    ]

    operations = [
        migrations.RunPython(
            check_product_owner_key,
            migrations.RunPython.noop,
        ),
        migrations.RunSQL(
            sql=[
                "ALTER TABLE `shop_product`"
                " ADD CONSTRAINT `shop_product_owner_id_c7c481d9_fk_shop_owner_id`"
                " FOREIGN KEY (`owner_id`) REFERENCES `shop_owner` (`id`)",
            ],
            reverse_sql=[
                "ALTER TABLE `shop_product`"
                " DROP FOREIGN KEY `shop_product_owner_id_c7c481d9_fk_shop_owner_id`",
            ],
        ),
    ]
