from django.db import migrations


class Migration(migrations.Migration):
    # Step 2 of 2, for a later release, when no code from before
    # 0002_remove_product_lead_time_from_state runs any more.
    # It drops the column shop_product.lead_time. The models do not change.

    dependencies = [
        ("shop", "0002_remove_product_lead_time_from_state"),
    ]

    operations = [
        migrations.RunSQL(
            sql=[
                "ALTER TABLE `shop_product` DROP COLUMN `lead_time`",
            ],
            reverse_sql=[
                "ALTER TABLE `shop_product` ADD COLUMN `lead_time` bigint"
                " DEFAULT -86370000000 NOT NULL",
            ],
        ),
    ]
