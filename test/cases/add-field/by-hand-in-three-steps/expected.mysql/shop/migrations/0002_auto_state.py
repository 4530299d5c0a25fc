from django.db import migrations, models


def give_codes(apps, schema_editor):
    for product in apps.get_model("shop", "Product").objects.all():
        product.code = f"P{product.pk}"
        product.save()


class Migration(migrations.Migration):
    # Step 1 of 2, for the release whose code has the new Product.code.
    # Until step 2 the column takes what old and new code write. Step 2 sets
    # shop_product.code NOT NULL: 0003_auto_db.

    dependencies = [
        ("shop", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="product",
            name="code",
            field=models.CharField(max_length=20, null=True),
        ),
        migrations.RunPython(
            code=give_codes,
            reverse_code=migrations.RunPython.noop,
        ),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="product",
                    name="code",
                    field=models.CharField(max_length=20),
                ),
            ],
            database_operations=[],
        ),
    ]
