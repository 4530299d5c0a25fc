import uuid

import django.contrib.postgres.functions
from django.db import migrations, models


def fill_product_token(apps, schema_editor):
    """Give each Product whose token is NULL the default, 1,000 rows at a time."""
    Product = apps.get_model("shop", "Product")
    rows = Product._base_manager.using(schema_editor.connection.alias)
    rows = rows.filter(token__isnull=True).order_by("pk")
    batch = list(rows.values_list("pk", flat=True)[:1000])
    while batch:
        rows.filter(pk__in=batch).update(
            token=django.contrib.postgres.functions.RandomUUID()
        )
        batch = list(rows.filter(pk__gt=batch[-1]).values_list("pk", flat=True)[:1000])


class Migration(migrations.Migration):
    # Step 1 of 2, for the release whose code first knows Product.sku, Product.rating
    # and Product.token.
    # - Product.sku: old code does not know the column: the database fills in the
    #   default.
    # - Product.rating: old code does not know the column: the database fills in the
    #   default.
    # - Product.token: old code does not know the column: the database makes a value for
    #   each of its rows.
    # Step 2 does the rest: 0003_product_sku_and_more_db.

    dependencies = [
        ("shop", "0001_initial"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AddField(
                    model_name="product",
                    name="sku",
                    field=models.CharField(default="", max_length=20),
                ),
                migrations.AddField(
                    model_name="product",
                    name="rating",
                    field=models.IntegerField(default=7),
                    preserve_default=False,
                ),
            ],
            database_operations=[
                migrations.AddField(
                    model_name="product",
                    name="sku",
                    field=models.CharField(db_default="", max_length=20),
                ),
                migrations.AddField(
                    model_name="product",
                    name="rating",
                    field=models.IntegerField(db_default=7),
                ),
            ],
        ),
        migrations.AddField(
            model_name="product",
            name="notes",
            field=models.TextField(null=True),
        ),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AddField(
                    model_name="product",
                    name="token",
                    field=models.UUIDField(default=uuid.uuid4, unique=True),
                ),
            ],
            database_operations=[
                migrations.AddField(
                    model_name="product",
                    name="token",
                    field=models.UUIDField(null=True),
                ),
                migrations.AlterField(
                    model_name="product",
                    name="token",
                    field=models.UUIDField(
                        db_default=django.contrib.postgres.functions.RandomUUID(),
                        null=True,
                    ),
                ),
            ],
        ),
        migrations.RunPython(
            fill_product_token,
            migrations.RunPython.noop,
        ),
    ]
