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
    # Step 2 of 2, for a later release, when no code from before 0002_auto_state runs
    # any more.
    # It sets NOT NULL on shop_product.token. The models do not change.

    dependencies = [
        ("shop", "0002_auto_state"),
    ]

    operations = [
        migrations.RunPython(
            fill_product_token,
            migrations.RunPython.noop,
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
                    ],
                ),
                migrations.AlterField(
                    model_name="product",
                    name="token",
                    field=models.UUIDField(),
                ),
            ],
        ),
    ]
