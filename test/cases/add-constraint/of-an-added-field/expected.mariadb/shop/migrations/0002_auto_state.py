from django.db import migrations, models


class Migration(migrations.Migration):
    # Step 1 of 2, for the release whose code first knows Product.rating and the
    # constraint product_rating_gte_0 of Product.
    # - Product.rating: old code does not know the column: the database fills in the
    #   default.
    # - the constraint product_rating_gte_0 of Product: old code may write rows that do
    #   not hold to it, so that the database does not ask for it yet.
    # Step 2 does the rest: 0003_auto_db.

    dependencies = [
        ("shop", "0001_initial"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AddField(
                    model_name="product",
                    name="rating",
                    field=models.IntegerField(default=1),
                ),
                migrations.AddConstraint(
                    model_name="product",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("rating__gte", 0)), name="product_rating_gte_0"
                    ),
                ),
            ],
            database_operations=[
                migrations.AddField(
                    model_name="product",
                    name="rating",
                    field=models.IntegerField(db_default=1),
                ),
            ],
        ),
    ]
