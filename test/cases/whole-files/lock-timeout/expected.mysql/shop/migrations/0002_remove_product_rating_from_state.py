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
                        "SET SESSION lock_wait_timeout = 5",
                        "SET SESSION innodb_lock_wait_timeout = 5",
                    ],
                    reverse_sql=[
                        "SET SESSION lock_wait_timeout = DEFAULT",
                        "SET SESSION innodb_lock_wait_timeout = DEFAULT",
                    ],
                ),
                migrations.AlterField(
                    model_name="product",
                    name="rating",
                    field=models.IntegerField(db_default=0),
                ),
                # The same on the way back.
                migrations.RunSQL(
                    sql=[
                        "SET SESSION lock_wait_timeout = DEFAULT",
                        "SET SESSION innodb_lock_wait_timeout = DEFAULT",
                    ],
                    reverse_sql=[
                        "SET SESSION lock_wait_timeout = 5",
                        "SET SESSION innodb_lock_wait_timeout = 5",
                    ],
                ),
            ],
        ),
    ]
