import uuid

from django.db import migrations, models


def generate(apps, schema_editor):
    Product = apps.get_model("shop", "Product")
    for product in Product.objects.all():
        product.uuid = uuid.uuid4()
        product.save(update_fields=["uuid"])


def fill_product_uuid(apps, schema_editor):
    """Give each Product whose uuid is NULL a value of its own, 1,000 rows at a time."""
    Product = apps.get_model("shop", "Product")
    rows = Product._base_manager.using(schema_editor.connection.alias)
    rows = rows.filter(uuid__isnull=True).order_by("pk")
    batch = list(rows.only("pk")[:1000])
    while batch:
        for row in batch:
            row.uuid = uuid.uuid4()
        rows.bulk_update(batch, ["uuid"])
        batch = list(rows.only("pk").filter(pk__gt=batch[-1].pk)[:1000])


class Migration(migrations.Migration):
    # Step 1 of 2, for the release whose code first knows Product.uuid.
    # Old code leaves the column NULL; each row that is there now gets one of its own,
    # the others get theirs in step 2. Step 2 sets NOT NULL on shop_product.uuid and
    # makes it unique: 0003_product_uuid_db.

    dependencies = [("shop", "0001_initial")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AddField(
                    model_name="product",
                    name="uuid",
                    field=models.UUIDField(default=uuid.uuid4, editable=False),
                ),
            ],
            database_operations=[
                migrations.AddField(
                    model_name="product",
                    name="uuid",
                    field=models.UUIDField(null=True),
                ),
            ],
        ),
        migrations.RunPython(
            fill_product_uuid,
            migrations.RunPython.noop,
        ),
        migrations.RunPython(generate, migrations.RunPython.noop),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="product",
                    name="uuid",
                    field=models.UUIDField(default=uuid.uuid4, editable=False, unique=True),
                ),
            ],
            database_operations=[],
        ),
    ]
