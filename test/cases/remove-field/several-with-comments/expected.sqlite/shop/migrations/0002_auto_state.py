from django.db import migrations, models


class Migration(migrations.Migration):
    # Step 1 of 2, for the release whose code no longer knows Product.rating,
    # Product.note and Product.stock.
    # - Product.rating: old code may go on using the column while both run: new code
    #   leaves it out, and the database fills in a default.
    # - Product.note: old code may go on using the column while both run: new code
    #   leaves it out, and the database fills in a default.
    # - Product.stock: old code may go on using the column while both run: new code
    #   leaves it out, which it allows as it is.
    # Step 2 does the rest: 0003_auto_db.

    dependencies = [
        ("shop", "0001_initial"),
    ]

    operations = [
        # Nobody has written a note since 2019 (see #42).
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RemoveField(
                    model_name="product",
                    name="rating",
                ),
                migrations.RemoveField(
                    model_name="product",
                    name="note",
                ),
                migrations.RemoveField(
                    model_name="product",
                    name="stock",
                ),
            ],
            database_operations=[
                migrations.AlterField(
                    model_name="product",
                    name="rating",
                    field=models.IntegerField(db_default=0),
                ),
                migrations.AlterField(
                    model_name="product",
                    name="note",
                    field=models.TextField(db_default=""),
                ),
            ],
        ),
    ]
