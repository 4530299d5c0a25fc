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
    # Step 1 of 2, for the release whose code first knows Product.sku.
    # Old code leaves the column NULL; each row that is there now gets the default, the
    # others get theirs in step 2. Step 2 sets NOT NULL on shop_product.sku:
    # 0003_auto_db.

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
            ],
            database_operations=[
                migrations.AddField(
                    model_name="product",
                    name="sku",
                    field=models.CharField(max_length=20, null=True),
                ),
            ],
        ),
        migrations.RunPython(
            fill_product_sku,
            migrations.RunPython.noop,
        ),
    ]
