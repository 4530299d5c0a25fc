import django.db.models.functions
from django.core.management.base import CommandError
from django.db import migrations


def check_product_sku_length(apps, schema_editor):
    """Stop before anything is changed while there are rows that do not fit."""
    Product = apps.get_model("shop", "Product")
    rows = Product._base_manager.using(schema_editor.connection.alias)
    rows = rows.annotate(length=django.db.models.functions.Length("sku")).filter(
        length__gt=20
    )
    count = rows.count()
    if count:
        some = ", ".join(
            str(pk) for pk in rows.order_by("pk").values_list("pk", flat=True)[:5]
        )
        raise CommandError(
            f"Rows of shop_product whose sku has more than 20 characters: {count} "
            f"(first: {some}). Change these, then run migrate again."
        )


def fill_product_rating(apps, schema_editor):
    """Give each Product whose rating is NULL the default, 1,000 rows at a time."""
    Product = apps.get_model("shop", "Product")
    rows = Product._base_manager.using(schema_editor.connection.alias)
    rows = rows.filter(rating__isnull=True).order_by("pk")
    batch = list(rows.values_list("pk", flat=True)[:1000])
    while batch:
        rows.filter(pk__in=batch).update(rating=0)
        batch = list(rows.filter(pk__gt=batch[-1]).values_list("pk", flat=True)[:1000])


class Migration(migrations.Migration):
    # Step 2 of 2, for a later release, when no code from before 0002_auto_state runs
    # any more.
    # It sets NOT NULL on shop_product.rating and gives shop_product.sku its new type.
    # The models do not change.

    # Each batch of rows, and each statement, is a transaction of its own.
    atomic = False

    dependencies = [
        ("shop", "0002_auto_state"),
    ]

    operations = [
        migrations.RunPython(
            check_product_sku_length,
            migrations.RunPython.noop,
        ),
        migrations.RunPython(
            fill_product_rating,
            migrations.RunPython.noop,
        ),
        migrations.RunSQL(
            sql=[
                'ALTER TABLE "shop_product"'
                ' DROP CONSTRAINT IF EXISTS "shop_product_rating_not_null",'
                ' ADD CONSTRAINT "shop_product_rating_not_null"'
                ' CHECK ("rating" IS NOT NULL) NOT VALID',
                'ALTER TABLE "shop_product" VALIDATE CONSTRAINT'
                ' "shop_product_rating_not_null"',
                'ALTER TABLE "shop_product" ALTER COLUMN "rating" SET NOT NULL',
                'ALTER TABLE "shop_product"'
                ' DROP CONSTRAINT "shop_product_rating_not_null"',
            ],
            reverse_sql=[
                'ALTER TABLE "shop_product" ALTER COLUMN "rating" DROP NOT NULL',
            ],
        ),
        migrations.RunSQL(
            sql=[
                'ALTER TABLE "shop_product" ALTER COLUMN "sku" TYPE varchar(20)',
            ],
            reverse_sql=[
                'ALTER TABLE "shop_product" ALTER COLUMN "sku" TYPE varchar(100)',
            ],
        ),
    ]
