import shop.codes
from django.db import migrations, models


def fill_product_code(apps, schema_editor):
    """Give each Product whose code is NULL a value of its own, 1,000 rows at a time."""
    Product = apps.get_model("shop", "Product")
    rows = Product._base_manager.using(schema_editor.connection.alias)
    rows = rows.filter(code__isnull=True).order_by("pk")
    batch = list(rows.only("pk")[:1000])
    while batch:
        for row in batch:
            row.code = shop.codes.new_code()
        rows.bulk_update(batch, ["code"])
        batch = list(rows.only("pk").filter(pk__gt=batch[-1].pk)[:1000])


class Migration(migrations.Migration):
    # Step 1 of 2, for the release whose code first knows Product.code.
    # Old code leaves the column NULL; each row that is there now gets one of its own,
    # the others get theirs in step 2. Step 2 sets NOT NULL on shop_product.code:
    # 0003_auto_db.

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
                    name="code",
                    field=models.CharField(default=shop.codes.new_code, max_length=20),
                ),
            ],
            database_operations=[
                migrations.RunSQL(
                    sql=[
                        "ALTER TABLE `shop_product`"
                        " ADD COLUMN IF NOT EXISTS `code` varchar(20) NULL",
                    ],
                    reverse_sql=[
                        "ALTER TABLE `shop_product` DROP COLUMN IF EXISTS `code`",
                    ],
                    state_operations=[
                        migrations.AddField(
                            model_name="product",
                            name="code",
                            field=models.CharField(max_length=20, null=True),
                        ),
                    ],
                ),
            ],
        ),
        migrations.RunPython(
            fill_product_code,
            migrations.RunPython.noop,
        ),
    ]
