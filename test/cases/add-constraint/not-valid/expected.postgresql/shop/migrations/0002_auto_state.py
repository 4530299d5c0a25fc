import django.contrib.postgres.operations
from django.db import migrations, models


class Migration(migrations.Migration):
    # Step 1 of 2, for the release whose code first knows the constraint
    # product_rating_gte_0 of Product.
    # Old code may write rows that do not hold to it, so that the database does not ask
    # for it yet. Step 2 adds the constraint product_rating_gte_0: 0003_auto_db.

    dependencies = [
        ("shop", "0001_initial"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                django.contrib.postgres.operations.AddConstraintNotValid(
                    model_name="product",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("rating__gte", 0)), name="product_rating_gte_0"
                    ),
                ),
            ],
            database_operations=[],
        ),
    ]
