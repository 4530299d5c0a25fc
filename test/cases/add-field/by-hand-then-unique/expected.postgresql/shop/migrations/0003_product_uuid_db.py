from django.core.management.base import CommandError
from django.db import migrations, models


def check_product_uuid_unique(apps, schema_editor):
    """Stop before anything is changed while there are rows that do not fit."""
    Product = apps.get_model("shop", "Product")
    rows = Product._base_manager.using(schema_editor.connection.alias)
    rows = rows.filter(uuid__isnull=False)
    names = ["uuid"]
    groups = rows.order_by().values(*names).annotate(times=models.Count("pk"))
    groups = groups.filter(times__gt=1).order_by(*names)
    count = groups.count()
    if count:
        some = ", ".join(
            "/".join(str(group[name]) for name in names) for group in groups[:5]
        )
        raise CommandError(
            f"Values of uuid in more than one row of shop_product: {count} (first: "
            f"{some}). Make the rows different, then run migrate again."
        )


class Migration(migrations.Migration):
    # Step 2 of 2, for a later release, when no code from before 0002_product_uuid_state
    # runs any more.
    # It sets NOT NULL on shop_product.uuid, drops its default and makes it unique. The
    # models do not change.

    # Each batch of rows, and each statement, is a transaction of its own.
    atomic = False

    dependencies = [
        ("shop", "0002_product_uuid_state"),
    ]

    operations = [
        migrations.RunPython(
            check_product_uuid_unique,
            migrations.RunPython.noop,
        ),
        migrations.RunSQL(
            sql=[
                'ALTER TABLE "shop_product" ALTER COLUMN "uuid" DROP DEFAULT',
                'ALTER TABLE "shop_product"'
                ' DROP CONSTRAINT IF EXISTS "shop_product_uuid_not_null",'
                ' ADD CONSTRAINT "shop_product_uuid_not_null"'
                ' CHECK ("uuid" IS NOT NULL) NOT VALID',
                'ALTER TABLE "shop_product" VALIDATE CONSTRAINT'
                ' "shop_product_uuid_not_null"',
                'ALTER TABLE "shop_product" ALTER COLUMN "uuid" SET NOT NULL',
                'ALTER TABLE "shop_product"'
                ' DROP CONSTRAINT "shop_product_uuid_not_null"',
                'ALTER TABLE "shop_product"'
                ' DROP CONSTRAINT IF EXISTS "shop_product_uuid_0e93ef32_uniq"',
                'DROP INDEX CONCURRENTLY IF EXISTS "shop_product_uuid_0e93ef32_uniq"',
                'CREATE UNIQUE INDEX CONCURRENTLY "shop_product_uuid_0e93ef32_uniq"'
                ' ON "shop_product" ("uuid")',
                'ALTER TABLE "shop_product"'
                ' ADD CONSTRAINT "shop_product_uuid_0e93ef32_uniq" UNIQUE'
                ' USING INDEX "shop_product_uuid_0e93ef32_uniq"',
            ],
            reverse_sql=[
                'ALTER TABLE "shop_product"'
                ' DROP CONSTRAINT IF EXISTS "shop_product_uuid_0e93ef32_uniq"',
                'ALTER TABLE "shop_product" ALTER COLUMN "uuid"'
                ' SET DEFAULT (GEN_RANDOM_UUID()), ALTER COLUMN "uuid" DROP NOT NULL',
            ],
        ),
    ]
