import django.db.models.functions
from django.db import migrations, models


class Migration(migrations.Migration):
    # Step 2 of 2, for a later release, when no code from before
    # 0002_remove_product_updated_from_state runs any more.
    # It drops the column shop_product.updated. The models do not change.

    dependencies = [
        ("shop", "0002_remove_product_updated_from_state"),
    ]

    operations = [
        # Django is told of what it is to drop; the project state does not change.
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.SeparateDatabaseAndState(
                    state_operations=[
                        migrations.AddField(
                            model_name="product",
                            name="updated",
                            field=models.DateTimeField(
                                db_default=django.db.models.functions.Now()
                            ),
                        ),
                    ],
                ),
                migrations.RemoveField(
                    model_name="product",
                    name="updated",
                ),
            ],
        ),
    ]
