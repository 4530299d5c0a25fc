from django.db import migrations


class Migration(migrations.Migration):
    # Step 2 of 2, for a later release, when no code from before
    # 0002_product_owner_state runs any more.
    # It adds the foreign key of shop_product.owner_id. The models do not change.

    # Each batch of rows, and each statement, is a transaction of its own.
    atomic = False

    dependencies = [
        ("shop", "0002_product_owner_state"),
    ]

    operations = [
        migrations.RunSQL(
            sql=[
                'ALTER TABLE "shop_product"'
                " DROP CONSTRAINT IF EXISTS"
                ' "shop_product_owner_id_c7c481d9_fk_shop_owner_id",'
                ' ADD CONSTRAINT "shop_product_owner_id_c7c481d9_fk_shop_owner_id"'
                ' FOREIGN KEY ("owner_id") REFERENCES "shop_owner" ("id")'
                " DEFERRABLE INITIALLY DEFERRED NOT VALID",
                'ALTER TABLE "shop_product" VALIDATE CONSTRAINT'
                ' "shop_product_owner_id_c7c481d9_fk_shop_owner_id"',
                'ALTER TABLE "shop_product"'
                ' DROP CONSTRAINT IF EXISTS "shop_product_owner_id_overlap"',
            ],
            reverse_sql=[
                'ALTER TABLE "shop_product"'
                ' DROP CONSTRAINT IF EXISTS "shop_product_owner_id_overlap",'
                ' ADD CONSTRAINT "shop_product_owner_id_overlap"'
                ' FOREIGN KEY ("owner_id") REFERENCES "shop_owner" ("id")'
                " ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED NOT VALID",
                'ALTER TABLE "shop_product"'
                " DROP CONSTRAINT IF EXISTS"
                ' "shop_product_owner_id_c7c481d9_fk_shop_owner_id"',
            ],
        ),
    ]
