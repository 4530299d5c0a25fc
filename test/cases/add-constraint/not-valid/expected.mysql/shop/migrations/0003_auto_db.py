import django.contrib.postgres.operations
from django.db import migrations, models


class Migration(migrations.Migration):
    # Step 2 of 2, for a later release, when no code from before 0002_auto_state runs
    # any more.
    # It adds the constraint product_rating_gte_0. The models do not change.

    dependencies = [
        ("shop", "0002_auto_state"),
    ]

    operations = [
        # Django is told of what is there; the project state does not change.
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.SeparateDatabaseAndState(
                    state_operations=[
                        migrations.RemoveConstraint(
                            model_name="product",
                            name="product_rating_gte_0",
                        ),
                    ],
                ),
                django.contrib.postgres.operations.AddConstraintNotValid(
                    model_name="product",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("rating__gte", 0)),
                        name="product_rating_gte_0",
                    ),
                ),
            ],
        ),
    ]
