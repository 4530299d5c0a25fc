from django.db import migrations, models


class Migration(migrations.Migration):
    # Step 2 of 2, for a later release, when no code from before 0002_auto_state runs
    # any more.
    # It drops the default of shop_product.stock. The models do not change.

    dependencies = [
        ("shop", "0002_auto_state"),
    ]

    operations = [
        # Django is told of what is there; the project state does not change.
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.SeparateDatabaseAndState(
                    state_operations=[
                        migrations.AlterField(
                            model_name="product",
                            name="stock",
                            field=models.PositiveIntegerField(db_default=1),
                        ),
                    ],
                ),
                migrations.AlterField(
                    model_name="product",
                    name="stock",
                    field=models.PositiveIntegerField(),
                ),
            ],
        ),
    ]
