from django.core import management
from django.db import migrations


def check_product_owner(apps, schema_editor):
    """Stop before anything is changed while there are rows that do not fit."""
    rows = apps.get_model("shop", "Product")._base_manager.using(
        schema_editor.connection.alias
    )
    rows = rows.filter(owner__isnull=True)
    count = rows.count()
    if count:
        some = ", ".join(
            str(pk) for pk in rows.order_by("pk").values_list("pk", flat=True)[:5]
        )
        raise management.CommandError(
            f"Rows of shop_product that have no owner: {count} (first: {some}). Give "
            f"them one, then run migrate again."
        )


class Migration(migrations.Migration):
    # Step 2 of 2, for a later release, when no code from before 0002_auto_state runs
    # any more.
    # It sets shop_product.owner_id NOT NULL. The models do not change.

    dependencies = [
        ("shop", "0002_auto_state"),
    ]

    operations = [
        migrations.RunPython(
            check_product_owner,
            migrations.RunPython.noop,
        ),
        migrations.RunSQL(
            sql=[
                "ALTER TABLE `shop_product`"
                " DROP FOREIGN KEY IF EXISTS"
                " `shop_product_owner_id_c7c481d9_fk_shop_owner_id`",
                "ALTER TABLE `shop_product` MODIFY `owner_id` bigint NOT NULL",
                "ALTER TABLE `shop_product`"
                " ADD CONSTRAINT `shop_product_owner_id_c7c481d9_fk_shop_owner_id`"
                " FOREIGN KEY IF NOT EXISTS (`owner_id`)"
                " REFERENCES `shop_owner` (`id`)",
            ],
            reverse_sql=[
                "ALTER TABLE `shop_product`"
                " DROP FOREIGN KEY IF EXISTS"
                " `shop_product_owner_id_c7c481d9_fk_shop_owner_id`",
                "ALTER TABLE `shop_product` MODIFY `owner_id` bigint NULL",
                "ALTER TABLE `shop_product`"
                " ADD CONSTRAINT `shop_product_owner_id_c7c481d9_fk_shop_owner_id`"
                " FOREIGN KEY IF NOT EXISTS (`owner_id`)"
                " REFERENCES `shop_owner` (`id`)",
            ],
        ),
    ]
