from django.db import migrations, models


class Migration(migrations.Migration):
    # Step 2 of 2, for a later release, when no code from before 0002_auto_state runs
    # any more.
    # It drops the column shop_product.rating and drops the default of
    # shop_product.stars. The models do not change.

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
                            name="stars",
                            field=models.IntegerField(db_default=0),
                        ),
                        migrations.AddField(
                            model_name="product",
                            name="rating",
                            field=models.IntegerField(db_default=0),
                        ),
                    ],
                ),
                migrations.AlterField(
                    model_name="product",
                    name="stars",
                    field=models.IntegerField(),
                ),
                migrations.RemoveField(
                    model_name="product",
                    name="rating",
                ),
            ],
        ),
    ]
