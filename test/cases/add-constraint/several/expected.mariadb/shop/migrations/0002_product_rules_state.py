from django.db import migrations, models


class Migration(migrations.Migration):
    # Step 1 of 2, for the release whose code first knows the constraint
    # product_rating_gte_0 of Product and the constraint product_name of Product.
    # - the constraint product_rating_gte_0 of Product: old code may write rows that do
    #   not hold to it, so that the database does not ask for it yet.
    # - the constraint product_name of Product: old code may write rows that do not hold
    #   to it, so that the database does not ask for it yet.
    # Step 2 does the rest: 0003_product_rules_db.

    dependencies = [
        ("shop", "0001_initial"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AddConstraint(
                    model_name="product",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("rating__gte", 0)), name="product_rating_gte_0"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="product",
                    constraint=models.UniqueConstraint(fields=("name",), name="product_name"),
                ),
            ],
            database_operations=[],
        ),
    ]
