from django.db import migrations, models


class Migration(migrations.Migration):
    # Step 1 of 2, for the release whose code no longer knows Product.rating and first
    # knows Product.stars.
    # - Product.rating: old code may go on using the column while both run: new code
    #   leaves it out, and the database fills in a default.
    # - Product.stars: old code does not know the column: the database fills in the
    #   default.
    # Step 2 does the rest: 0003_auto_db.

    dependencies = [
        ("shop", "0001_initial"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RemoveField(
                    model_name="product",
                    name="rating",
                ),
                migrations.AddField(
                    model_name="product",
                    name="stars",
                    field=models.IntegerField(default=0),
                ),
            ],
            database_operations=[
                migrations.AlterField(
                    model_name="product",
                    name="rating",
                    field=models.IntegerField(db_default=0),
                ),
                migrations.AddField(
                    model_name="product",
                    name="stars",
                    field=models.IntegerField(db_default=0),
                ),
            ],
        ),
    ]
