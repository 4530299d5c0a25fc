import uuid

from django.db import migrations, models


def fill_product_token(apps, schema_editor):
    pass


def fill_product_token_rows(apps, schema_editor):
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
    # Step 1 of 2, for the release whose code first knows Product.token.
    # Old code leaves the column NULL; each row that is there now gets one of its own,
    # the others get theirs in step 2. Step 2 sets NOT NULL on shop_product.token and
    # makes it unique: 0003_auto_db.

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
            ],
            database_operations=[
                migrations.AddField(
                    model_name="product",
                    name="token",
                    field=models.UUIDField(null=True),
                ),
            ],
        ),
        migrations.RunPython(
            fill_product_token_rows,
            migrations.RunPython.noop,
        ),
        migrations.RunPython(
            code=fill_product_token,
            reverse_code=migrations.RunPython.noop,
        ),
    ]
