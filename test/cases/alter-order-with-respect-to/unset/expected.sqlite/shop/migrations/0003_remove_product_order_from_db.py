from django.db import migrations


class Migration(migrations.Migration):
    # Step 2 of 2, for a later release, when no code from before
    # 0002_remove_product_order_from_state runs any more.
    # It drops the column shop_product._order. The models do not change.

    dependencies = [
        ("shop", "0002_remove_product_order_from_state"),
    ]

    operations = [
        migrations.RunSQL(
            sql=[
                'ALTER TABLE "shop_product" DROP COLUMN "_order"',
            ],
            reverse_sql=[
                'ALTER TABLE "shop_product" ADD COLUMN "_order" integer'
                " DEFAULT 0 NOT NULL",
            ],
        ),
    ]
