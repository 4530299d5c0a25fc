from django.db import migrations


class Migration(migrations.Migration):
    # Step 2 of 2, for a later release, when no code from before 0002_auto_state runs
    # any more.
    # It drops the column shop_product.rating and drops the column shop_product.stock.
    # The models do not change.

    dependencies = [
        ("shop", "0002_auto_state"),
    ]

    operations = [
        migrations.RunSQL(
            sql=[
                "ALTER TABLE `shop_product` DROP COLUMN IF EXISTS `rating`",
            ],
            reverse_sql=[
                "ALTER TABLE `shop_product` ADD COLUMN IF NOT EXISTS `rating` integer"
                " DEFAULT 0 NOT NULL",
            ],
        ),
        migrations.RunSQL(
            sql=[
                "ALTER TABLE `shop_product` DROP COLUMN IF EXISTS `stock`",
            ],
            reverse_sql=[
                "ALTER TABLE `shop_product` ADD COLUMN IF NOT EXISTS `stock` integer"
                " DEFAULT 0 NOT NULL",
            ],
        ),
    ]
