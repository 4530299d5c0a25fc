from django.db import migrations, models


def fill_product_sku(apps, schema_editor):
    """Give each Product whose sku is NULL the default, 1,000 rows at a time."""
    Product = apps.get_model("shop", "Product")
    rows = Product._base_manager.using(schema_editor.connection.alias)
    rows = rows.filter(sku__isnull=True).order_by("pk")
    batch = list(rows.values_list("pk", flat=True)[:1000])
    while batch:
        rows.filter(pk__in=batch).update(sku="")
        batch = list(rows.filter(pk__gt=batch[-1]).values_list("pk", flat=True)[:1000])


class Migration(migrations.Migration):
    # Step 2 of 2, for a later release, when no code from before 0002_auto_state runs
    # any more.
    # It sets NOT NULL on shop_product.sku. The models do not change.

    dependencies = [
        ("shop", "0002_auto_state"),
    ]

    operations = [
        migrations.RunPython(
            fill_product_sku,
            migrations.RunPython.noop,
        ),
        # Django is told of what is there; the project state does not change.
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.SeparateDatabaseAndState(
                    state_operations=[
                        migrations.AlterField(
                            model_name="product",
                            name="sku",
                            field=models.CharField(max_length=20, null=True),
                        ),
                    ],
                ),
                migrations.AlterField(
                    model_name="product",
                    name="sku",
                    field=models.CharField(max_length=20),
                ),
            ],
        ),
    ]
