from django.db import migrations, models


class Migration(migrations.Migration):
    # Step 2 of 2, for a later release, when no code from before
    # 0002_remove_product_doubled_from_state runs any more.
    # It drops the column shop_product.doubled. The models do not change.

    dependencies = [
        ("shop", "0002_remove_product_doubled_from_state"),
    ]

    operations = [
        # Django is told of what it is to drop; the project state does not change.
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.SeparateDatabaseAndState(
                    state_operations=[
                        migrations.AddField(
                            model_name="product",
                            name="doubled",
                            field=models.GeneratedField(
                                db_persist=True,
                                expression=models.F("id") + models.F("id"),
                                output_field=models.BigIntegerField(),
                            ),
                        ),
                    ],
                ),
                migrations.RemoveField(
                    model_name="product",
                    name="doubled",
                ),
            ],
        ),
    ]
