from django.db import migrations


class Migration(migrations.Migration):
    # Step 2 of 2, for a later release, when no code from before
    # 0002_remove_product_owner_from_state runs any more.
    # It drops the column shop_product.belongs to. The models do not change.

    dependencies = [
        ("shop", "0002_remove_product_owner_from_state"),
    ]

    operations = [
        # Locked first, as a delete by live code does, so that the two cannot deadlock.
        migrations.RunSQL(
            sql=[
                'LOCK TABLE "shop_owner" IN SHARE ROW EXCLUSIVE MODE',
                'ALTER TABLE "shop_product" DROP COLUMN "belongs to"',
            ],
            reverse_sql=[
                'LOCK TABLE "shop_owner" IN SHARE ROW EXCLUSIVE MODE',
                'ALTER TABLE "shop_product" ADD COLUMN "belongs to" bigint NULL',
                'CREATE INDEX "shop_product_belongs to_05f50bba"'
                ' ON "shop_product" ("belongs to")',
                'ALTER TABLE "shop_product"'
                ' ADD CONSTRAINT "shop_product_belongs to_overlap"'
                ' FOREIGN KEY ("belongs to") REFERENCES "shop_owner" ("id")'
                " ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED NOT VALID",
            ],
        ),
    ]
