from django.core.management.base import CommandError
from django.db import migrations, models


def check_product_token_unique(apps, schema_editor):
    """Stop before anything is changed while there are rows that do not fit."""
    Product = apps.get_model("shop", "Product")
    rows = Product._base_manager.using(schema_editor.connection.alias)
    rows = rows.filter(token__isnull=False)
    names = ["token"]
    groups = rows.order_by().values(*names).annotate(times=models.Count("pk"))
    groups = groups.filter(times__gt=1).order_by(*names)
    count = groups.count()
    if count:
        some = ", ".join(
            "/".join(str(group[name]) for name in names) for group in groups[:5]
        )
        raise CommandError(
            f"Values of token in more than one row of shop_product: {count} (first: "
            f"{some}). Make the rows different, then run migrate again."
        )


class Migration(migrations.Migration):
    # Step 2 of 2, for a later release, when no code from before 0002_auto_state runs
    # any more.
    # It drops the column shop_product.rating and sets NOT NULL on shop_product.token,
    # drops its default and makes it unique. The models do not change.

    # Each batch of rows, and each statement, is a transaction of its own.
    atomic = False

    dependencies = [
        ("shop", "0002_auto_state"),
    ]

    operations = [
        migrations.RunPython(
            check_product_token_unique,
            migrations.RunPython.noop,
        ),
        migrations.RunSQL(
            sql=[
                'ALTER TABLE "shop_product" ALTER COLUMN "token" DROP DEFAULT',
                'ALTER TABLE "shop_product"'
                ' DROP CONSTRAINT IF EXISTS "shop_product_token_not_null",'
                ' ADD CONSTRAINT "shop_product_token_not_null"'
                ' CHECK ("token" IS NOT NULL) NOT VALID',
                'ALTER TABLE "shop_product" VALIDATE CONSTRAINT'
                ' "shop_product_token_not_null"',
                'ALTER TABLE "shop_product" ALTER COLUMN "token" SET NOT NULL',
                'ALTER TABLE "shop_product"'
                ' DROP CONSTRAINT "shop_product_token_not_null"',
                'ALTER TABLE "shop_product"'
                ' DROP CONSTRAINT IF EXISTS "shop_product_token_key"',
                'DROP INDEX CONCURRENTLY IF EXISTS "shop_product_token_key"',
                'CREATE UNIQUE INDEX CONCURRENTLY "shop_product_token_key"'
                ' ON "shop_product" ("token")',
                'ALTER TABLE "shop_product" ADD CONSTRAINT "shop_product_token_key"'
                ' UNIQUE USING INDEX "shop_product_token_key"',
            ],
            reverse_sql=[
                'ALTER TABLE "shop_product"'
                ' DROP CONSTRAINT IF EXISTS "shop_product_token_key"',
                'ALTER TABLE "shop_product" ALTER COLUMN "token"'
                ' SET DEFAULT (GEN_RANDOM_UUID()), ALTER COLUMN "token" DROP NOT NULL',
            ],
        ),
        migrations.RunSQL(
            sql=[
                'ALTER TABLE "shop_product" DROP COLUMN IF EXISTS "rating"',
            ],
            reverse_sql=[
                'ALTER TABLE "shop_product" ADD COLUMN IF NOT EXISTS "rating" integer'
                " DEFAULT 0 NOT NULL",
            ],
        ),
    ]
