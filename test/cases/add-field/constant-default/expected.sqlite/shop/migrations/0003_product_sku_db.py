from django.db import migrations, models


class Migration(migrations.Migration):
    # Step 2 of 2, for a later release, when no code from before 0002_product_sku_state
    # runs any more.
    # It drops the default of shop_product.sku. The models do not change.

    dependencies = [
        ("shop", "0002_product_sku_state"),
    ]

    operations = [
        # Django is told of what is there; the project state does not change.
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.SeparateDatabaseAndState(
                    state_operations=[
                        migrations.AlterField(
                            model_name="product",
                            name="sku",
                            field=models.CharField(db_default="", max_length=20),
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
