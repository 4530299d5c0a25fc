from django.db import migrations, models


class Migration(migrations.Migration):
    # Step 1 of 2, for the release whose code has the new Product.Meta.unique_together.
    # Old code may write rows with the same (name, rating), so that the database does
    # not ask for it yet. Step 2 makes (name, rating) of Product unique: 0003_auto_db.

    dependencies = [
        ("shop", "0001_initial"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterUniqueTogether(
                    name="product",
                    unique_together={("name", "rating")},
                ),
            ],
            database_operations=[],
        ),
    ]
