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
    # Step 2 of 2, for a later release, when no code from before 0002_auto_state runs
    # any more.
    # It sets NOT NULL on shop_product.code. The models do not change.

    dependencies = [
        ("shop", "0002_auto_state"),
    ]

    operations = [
        migrations.RunPython(
            fill_product_code,
            migrations.RunPython.noop,
        ),
        # Django is told of what is there; the project state does not change.
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.SeparateDatabaseAndState(
                    state_operations=[
                        migrations.AlterField(
                            model_name="product",
                            name="code",
                            field=models.CharField(max_length=20, null=True),
                        ),
                    ],
                ),
                migrations.AlterField(
                    model_name="product",
                    name="code",
                    field=models.CharField(max_length=20),
                ),
            ],
        ),
    ]
