from django.db import migrations, models


class Migration(migrations.Migration):
    # Step 1 of 2, for the release whose code first knows Product.rating and has the new
    # Product.Meta.unique_together.
    # - Product.rating: old code does not know the column: the database fills in the
    #   default.
    # - Product.Meta.unique_together: old code may write rows with the same (name,
    #   rating), so that the database does not ask for it yet.
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
                    field=models.IntegerField(default=0),
                ),
                migrations.AlterUniqueTogether(
                    name="product",
                    unique_together={("name", "rating")},
                ),
            ],
            database_operations=[
                migrations.AddField(
                    model_name="product",
                    name="rating",
                    field=models.IntegerField(db_default=0),
                ),
            ],
        ),
    ]
