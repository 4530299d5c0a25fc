import uuid
from django.core.management.base import CommandError
from django.db import migrations, models


def check_product_token_unique(apps, schema_editor):
    """Stop before anything is changed while there are rows that do not fit."""
    Product = apps.get_model("shop", "Product")
    rows = Product._base_manager.using(schema_editor.connection.alias)
    rows = rows.filter(token__isnull=False)
    names = ["token"]
    groups = rows.order_by().values(*names).annotate(times=models.Count("pk"))
    groups = groups.filter(times__gt=1).order_by(*names)
    count = groups.count()
    if count:
        some = ", ".join(
            "/".join(str(group[name]) for name in names) for group in groups[:5]
        )
        raise CommandError(
            f"Values of token in more than one row of shop_product: {count} (first: "
            f"{some}). Make the rows different, then run migrate again."
        )


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
    # Step 2 of 2, for a later release, when no code from before 0002_auto_state runs
    # any more.
    # It sets NOT NULL on shop_product.token and makes it unique and drops the default
    # of shop_product.rating. The models do not change.

    # Each batch of rows, and each statement, is a transaction of its own.
    atomic = False

    dependencies = [
        ("shop", "0002_auto_state"),
    ]

    operations = [
        migrations.RunPython(
            check_product_token_unique,
            migrations.RunPython.noop,
        ),
        migrations.RunPython(
            fill_product_token,
            migrations.RunPython.noop,
        ),
        # On the way back, what Django makes again is as it was before.
        migrations.RunSQL(
            sql=migrations.RunSQL.noop,
            reverse_sql=[
                "ALTER TABLE `shop_product` MODIFY `rating` integer DEFAULT 0 NOT NULL",
            ],
        ),
        # Django is told of what is there; the project state does not change.
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.SeparateDatabaseAndState(
                    state_operations=[
                        migrations.AlterField(
                            model_name="product",
                            name="token",
                            field=models.UUIDField(null=True),
                        ),
                        migrations.AlterField(
                            model_name="product",
                            name="rating",
                            field=models.IntegerField(db_default=0),
                        ),
                    ],
                ),
                migrations.AlterField(
                    model_name="product",
                    name="token",
                    field=models.UUIDField(unique=True),
                ),
                migrations.AlterField(
                    model_name="product",
                    name="rating",
                    field=models.IntegerField(),
                ),
            ],
        ),
    ]
