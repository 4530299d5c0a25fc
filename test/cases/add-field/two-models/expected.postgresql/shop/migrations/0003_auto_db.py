import shop.codes
from django.core.management.base import CommandError
from django.db import migrations, models


def check_owner_code_unique(apps, schema_editor):
    """Stop before anything is changed while there are rows that do not fit."""
    Owner = apps.get_model("shop", "Owner")
    rows = Owner._base_manager.using(schema_editor.connection.alias)
    rows = rows.filter(code__isnull=False)
    names = ["code"]
    groups = rows.order_by().values(*names).annotate(times=models.Count("pk"))
    groups = groups.filter(times__gt=1).order_by(*names)
    count = groups.count()
    if count:
        some = ", ".join(
            "/".join(str(group[name]) for name in names) for group in groups[:5]
        )
        raise CommandError(
            f"Values of code in more than one row of shop_owner: {count} (first: "
            f"{some}). Make the rows different, then run migrate again."
        )


def fill_owner_code(apps, schema_editor):
    """Give each Owner whose code is NULL a value of its own, 1,000 rows at a time."""
    Owner = apps.get_model("shop", "Owner")
    rows = Owner._base_manager.using(schema_editor.connection.alias)
    rows = rows.filter(code__isnull=True).order_by("pk")
    batch = list(rows.only("pk")[:1000])
    while batch:
        for row in batch:
            row.code = shop.codes.new_code()
        rows.bulk_update(batch, ["code"])
        batch = list(rows.only("pk").filter(pk__gt=batch[-1].pk)[:1000])


class Migration(migrations.Migration):
    # Step 2 of 2, for a later release, when no code from before 0002_auto_state runs
    # any more.
    # It drops the default of shop_product.code and sets NOT NULL on shop_owner.code and
    # makes it unique. The models do not change.

    # Each batch of rows, and each statement, is a transaction of its own.
    atomic = False

    dependencies = [
        ("shop", "0002_auto_state"),
    ]

    operations = [
        migrations.RunPython(
            check_owner_code_unique,
            migrations.RunPython.noop,
        ),
        migrations.RunPython(
            fill_owner_code,
            migrations.RunPython.noop,
        ),
        migrations.RunSQL(
            sql=[
                'ALTER TABLE "shop_product" ALTER COLUMN "code" DROP DEFAULT',
            ],
            reverse_sql=[
                'ALTER TABLE "shop_product" ALTER COLUMN "code" SET DEFAULT \'\'',
            ],
        ),
        migrations.RunSQL(
            sql=[
                'ALTER TABLE "shop_owner"'
                ' DROP CONSTRAINT IF EXISTS "shop_owner_code_not_null",'
                ' ADD CONSTRAINT "shop_owner_code_not_null" CHECK ("code" IS NOT NULL)'
                " NOT VALID",
                'ALTER TABLE "shop_owner" VALIDATE CONSTRAINT'
                ' "shop_owner_code_not_null"',
                'ALTER TABLE "shop_owner" ALTER COLUMN "code" SET NOT NULL',
                'ALTER TABLE "shop_owner" DROP CONSTRAINT "shop_owner_code_not_null"',
                'ALTER TABLE "shop_owner"'
                ' DROP CONSTRAINT IF EXISTS "shop_owner_code_key"',
                'DROP INDEX CONCURRENTLY IF EXISTS "shop_owner_code_key"',
                'CREATE UNIQUE INDEX CONCURRENTLY "shop_owner_code_key"'
                ' ON "shop_owner" ("code")',
                'ALTER TABLE "shop_owner" ADD CONSTRAINT "shop_owner_code_key" UNIQUE'
                ' USING INDEX "shop_owner_code_key"',
                'DROP INDEX CONCURRENTLY IF EXISTS "shop_owner_code_dd97ea8f_like"',
                'CREATE INDEX CONCURRENTLY "shop_owner_code_dd97ea8f_like"'
                ' ON "shop_owner" ("code" varchar_pattern_ops)',
            ],
            reverse_sql=[
                'ALTER TABLE "shop_owner"'
                ' DROP CONSTRAINT IF EXISTS "shop_owner_code_key"',
                'ALTER TABLE "shop_owner" ALTER COLUMN "code" DROP NOT NULL',
                'DROP INDEX CONCURRENTLY IF EXISTS "shop_owner_code_dd97ea8f_like"',
            ],
        ),
    ]
