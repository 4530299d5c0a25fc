from django.db import migrations, models


class Migration(migrations.Migration):
    # Step 1 of 2, for the release whose code no longer knows Product.rating.
    # Old code may go on using the column while both run: new code leaves it out, and
    # the database fills in a default. Step 2 drops the column shop_product.rating:
    # 0003_remove_product_rating_from_db.

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
            ],
            database_operations=[
                # No statement waits longer for a lock than this.
                migrations.RunSQL(
                    sql=[
                        "SET LOCAL lock_timeout = '5s'",
                    ],
                    reverse_sql=migrations.RunSQL.noop,
                ),
                migrations.AlterField(
                    model_name="product",
                    name="rating",
                    field=models.IntegerField(db_default=0),
                ),
                # The same on the way back.
                migrations.RunSQL(
                    sql=migrations.RunSQL.noop,
                    reverse_sql=[
                        "SET LOCAL lock_timeout = '5s'",
                    ],
                ),
            ],
        ),
    ]
