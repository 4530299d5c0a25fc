from django.db import migrations


def fill_product_owner(apps, schema_editor):
    """Give each Product whose owner is NULL the default, 1,000 rows at a time."""
    Product = apps.get_model("shop", "Product")
    rows = Product._base_manager.using(schema_editor.connection.alias)
    rows = rows.filter(owner__isnull=True).order_by("pk")
    batch = list(rows.values_list("pk", flat=True)[:1000])
    while batch:
        rows.filter(pk__in=batch).update(owner_id=1)
        batch = list(rows.filter(pk__gt=batch[-1]).values_list("pk", flat=True)[:1000])


class Migration(migrations.Migration):
    # Step 2 of 2, for a later release, when no code from before
    # 0002_product_owner_state runs any more.
    # It sets NOT NULL on shop_product.owner_id and adds its foreign key. The models do
    # not change.

    # Each batch of rows, and each statement, is a transaction of its own.
    atomic = False

    dependencies = [
        ("shop", "0002_product_owner_state"),
    ]

    operations = [
        migrations.RunPython(
            fill_product_owner,
            migrations.RunPython.noop,
        ),
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
                'ALTER TABLE "shop_product"'
                ' DROP CONSTRAINT IF EXISTS "shop_product_owner_id_not_null",'
                ' ADD CONSTRAINT "shop_product_owner_id_not_null"'
                ' CHECK ("owner_id" IS NOT NULL) NOT VALID',
                'ALTER TABLE "shop_product" VALIDATE CONSTRAINT'
                ' "shop_product_owner_id_not_null"',
                'ALTER TABLE "shop_product" ALTER COLUMN "owner_id" SET NOT NULL',
                'ALTER TABLE "shop_product"'
                ' DROP CONSTRAINT "shop_product_owner_id_not_null"',
            ],
            reverse_sql=[
                'ALTER TABLE "shop_product" ALTER COLUMN "owner_id" DROP NOT NULL',
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
