import django.db.models.deletion
import shop.owners
from django.db import migrations, models


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
    # Step 1 of 2, for the release whose code first knows Product.owner.
    # Old code leaves the column NULL; each row that is there now gets one of its own,
    # the others get theirs in step 2. Step 2 sets NOT NULL on shop_product.owner_id and
    # makes it unique: 0003_auto_db.

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
                    field=models.OneToOneField(
                        default=shop.owners.new_owner,
                        on_delete=django.db.models.deletion.CASCADE,
                        to="shop.owner",
                    ),
                ),
            ],
            database_operations=[
                migrations.RunSQL(
                    sql=[
                        "ALTER TABLE `shop_product`"
                        " ADD COLUMN IF NOT EXISTS `owner_id` bigint NULL",
                        "ALTER TABLE `shop_product`"
                        " ADD CONSTRAINT"
                        " `shop_product_owner_id_c7c481d9_fk_shop_owner_id`"
                        " FOREIGN KEY IF NOT EXISTS (`owner_id`)"
                        " REFERENCES `shop_owner` (`id`)",
                    ],
                    reverse_sql=[
                        "ALTER TABLE `shop_product`"
                        " DROP FOREIGN KEY IF EXISTS"
                        " `shop_product_owner_id_c7c481d9_fk_shop_owner_id`,"
                        " DROP COLUMN IF EXISTS `owner_id`",
                    ],
                    state_operations=[
                        migrations.AddField(
                            model_name="product",
                            name="owner",
                            field=models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                to="shop.owner",
                            ),
                        ),
                    ],
                ),
            ],
        ),
        migrations.RunPython(
            fill_product_owner,
            migrations.RunPython.noop,
        ),
    ]
