import uuid

from django.db import migrations, models


def fill_product_token(apps, schema_editor):
    """Give each Product whose token is NULL a value of its own, 1,000 rows at a time."""
    Product = apps.get_model("shop", "Product")
    rows = Product._base_manager.using(schema_editor.connection.alias)
    rows = rows.filter(token__isnull=True).order_by("pk")
    batch = list(rows.only("pk")[:1000])
    while batch:
        for row in batch:
            row.token = uuid.uuid4()
        rows.bulk_update(batch, ["token"])
        batch = list(rows.only("pk").filter(pk__gt=batch[-1].pk)[:1000])


class Migration(migrations.Migration):
    # Step 1 of 2, for the release whose code first knows Product.token and
    # Product.rating.
    # - Product.token: old code leaves the column NULL; each row that is there now gets
    #   one of its own, the others get theirs in step 2.
    # - Product.rating: old code does not know the column: the database fills in the
    #   default.
    # Step 2 does the rest: 0003_auto_db.

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
                    name="token",
                    field=models.UUIDField(default=uuid.uuid4, unique=True),
                ),
                migrations.AddField(
                    model_name="product",
                    name="rating",
                    field=models.IntegerField(default=0),
                ),
            ],
            database_operations=[
                migrations.RunSQL(
                    sql=[
                        "ALTER TABLE `shop_product` ADD COLUMN `token` char(32) NULL",
                    ],
                    reverse_sql=[
                        "ALTER TABLE `shop_product` DROP COLUMN `token`",
                    ],
                    state_operations=[
                        migrations.AddField(
                            model_name="product",
                            name="token",
                            field=models.UUIDField(null=True),
                        ),
                    ],
                ),
                migrations.RunSQL(
                    sql=[
                        "ALTER TABLE `shop_product` ADD COLUMN `rating` integer"
                        " DEFAULT 0 NOT NULL",
                    ],
                    reverse_sql=[
                        "ALTER TABLE `shop_product` DROP COLUMN `rating`",
                    ],
                    state_operations=[
                        migrations.AddField(
                            model_name="product",
                            name="rating",
                            field=models.IntegerField(),
                        ),
                    ],
                ),
            ],
        ),
        migrations.RunPython(
            fill_product_token,
            migrations.RunPython.noop,
        ),
    ]
