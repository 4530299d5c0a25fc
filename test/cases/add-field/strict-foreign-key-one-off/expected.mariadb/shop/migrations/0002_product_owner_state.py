import django.db.models.deletion
from django.db import migrations, models


def fill_product_owner(apps, schema_editor):
    """Give each Product whose owner is NULL the default, 1,000 rows at a time."""
    Product = apps.get_model("shop", "Product")
    rows = Product._base_manager.using(schema_editor.connection.alias)
    rows = rows.filter(owner__isnull=True).order_by("pk")
    batch = list(rows.values_list("pk", flat=True)[:1000])
    while batch:
        rows.filter(pk__in=batch).update(owner_id=1)
        batch = list(rows.filter(pk__gt=batch[-1]).values_list("pk", flat=True)[:1000])


class Migration(migrations.Migration):
    # Step 1 of 2, for the release whose code first knows Product.owner.
    # Old code leaves the column NULL; each row that is there now gets the default, the
    # others get theirs in step 2. Deleting what it points at empties it, until step 2.
    # Step 2 sets NOT NULL on shop_product.owner_id and adds its foreign key:
    # 0003_product_owner_db.

    # Each batch of rows, and each statement, is a transaction of its own.
    atomic = False

    dependencies = [
        ("shop", "0001_initial"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AddField(
                    model_name="product",
                    name="owner",
                    field=models.ForeignKey(
                        default=1,
                        on_delete=django.db.models.deletion.CASCADE,
                        to="shop.owner",
                    ),
                    preserve_default=False,
                ),
            ],
            database_operations=[
                migrations.RunSQL(
                    sql=[
                        "ALTER TABLE `shop_product`"
                        " ADD COLUMN IF NOT EXISTS `owner_id` bigint NULL",
                        "CREATE INDEX IF NOT EXISTS `shop_product_owner_id_c7c481d9`"
                        " ON `shop_product` (`owner_id`)",
                    ],
                    reverse_sql=[
                        "ALTER TABLE `shop_product` DROP COLUMN IF EXISTS `owner_id`",
                    ],
                    state_operations=[
                        migrations.AddField(
                            model_name="product",
                            name="owner",
                            field=models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                to="shop.owner",
                            ),
                        ),
                    ],
                ),
                migrations.RunSQL(
                    sql=[
                        "ALTER TABLE `shop_product`"
                        " ADD CONSTRAINT `shop_product_owner_id_overlap`"
                        " FOREIGN KEY IF NOT EXISTS (`owner_id`)"
                        " REFERENCES `shop_owner` (`id`) ON DELETE SET NULL",
                    ],
                    reverse_sql=[
                        "ALTER TABLE `shop_product`"
                        " DROP FOREIGN KEY IF EXISTS `shop_product_owner_id_overlap`",
                    ],
                ),
            ],
        ),
        migrations.RunPython(
            fill_product_owner,
            migrations.RunPython.noop,
        ),
    ]
