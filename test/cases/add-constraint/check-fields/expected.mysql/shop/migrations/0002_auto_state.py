from django.db import migrations, models


class Migration(migrations.Migration):
    # Step 1 of 2, for the release whose code first knows the constraint
    # product_rating_lte_stock of Product.
    # Old code may write rows that do not hold to it, so that the database does not ask
    # for it yet. Step 2 adds the constraint product_rating_lte_stock: 0003_auto_db.

    dependencies = [
        ("shop", "0001_initial"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AddConstraint(
                    model_name="product",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("rating__lte", models.F("stock"))),
                        name="product_rating_lte_stock",
                        violation_error_message="Too high",
                    ),
                ),
            ],
            database_operations=[],
        ),
    ]
