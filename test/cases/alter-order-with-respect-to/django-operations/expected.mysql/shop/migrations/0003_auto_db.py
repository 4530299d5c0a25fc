from django.db import migrations, models


class Migration(migrations.Migration):
    # Step 2 of 2, for a later release, when no code from before 0002_auto_state runs
    # any more.
    # It drops the default of the column shop_product._order. The models do not change.

    dependencies = [
        ("shop", "0002_auto_state"),
    ]

    operations = [
        # Django is told of what is there; the project state does not change.
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.SeparateDatabaseAndState(
                    state_operations=[
                        migrations.AlterOrderWithRespectTo(
                            name="product",
                            order_with_respect_to=None,
                        ),
                        migrations.AddField(
                            model_name="product",
                            name="_order",
                            field=models.IntegerField(db_default=0),
                        ),
                    ],
                ),
                migrations.AlterField(
                    model_name="product",
                    name="_order",
                    field=models.IntegerField(),
                ),
            ],
        ),
    ]
