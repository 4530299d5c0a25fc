from django.db import migrations


class Migration(migrations.Migration):
    # Step 2 of 2, for a later release, when no code from before
    # 0002_remove_product_rating_from_state runs any more.
    # It drops the column shop_product.rating. The models do not change.

    dependencies = [
        ("shop", "0002_remove_product_rating_from_state"),
    ]

    operations = [
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
        migrations.RunSQL(
            sql=[
                "ALTER TABLE `shop_product` DROP COLUMN `rating`",
            ],
            reverse_sql=[
                "ALTER TABLE `shop_product` ADD COLUMN `rating` integer"
                " DEFAULT 0 NOT NULL",
            ],
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
    ]
