from django.db import migrations


class Migration(migrations.Migration):
    # Step 2 of 2, for a later release, when no code from before
    # 0002_remove_product_parent_from_state runs any more.
    # It drops the column shop_product.parent_id. The models do not change.

    dependencies = [
        ("shop", "0002_remove_product_parent_from_state"),
    ]

    operations = [
        migrations.RunSQL(
            sql=[
                'DROP INDEX "shop_product_parent_id_79be6a81"',
                'ALTER TABLE "shop_product" DROP COLUMN "parent_id"',
            ],
            reverse_sql=[
                'ALTER TABLE "shop_product" ADD COLUMN "parent_id" bigint NULL',
                'CREATE INDEX "shop_product_parent_id_79be6a81"'
                ' ON "shop_product" ("parent_id")',
            ],
        ),
    ]
