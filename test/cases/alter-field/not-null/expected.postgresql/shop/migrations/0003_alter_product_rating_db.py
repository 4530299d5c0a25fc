from django.core.management.base import CommandError
from django.db import migrations


def check_product_rating_null(apps, schema_editor):
    """Stop before anything is changed while there are rows that do not fit."""
    Product = apps.get_model("shop", "Product")
    rows = Product._base_manager.using(schema_editor.connection.alias)
    rows = rows.filter(rating__isnull=True)
    count = rows.count()
    if count:
        some = ", ".join(
            str(pk) for pk in rows.order_by("pk").values_list("pk", flat=True)[:5]
        )
        raise CommandError(
            f"Rows of shop_product whose rating is NULL: {count} (first: {some}). "
            f"Give them a value, then run migrate again."
        )


class Migration(migrations.Migration):
    # Step 2 of 2, for a later release, when no code from before
    # 0002_alter_product_rating_state runs any more.
    # It sets NOT NULL on shop_product.rating. The models do not change.

    # Each batch of rows, and each statement, is a transaction of its own.
    atomic = False

    dependencies = [
        ("shop", "0002_alter_product_rating_state"),
    ]

    operations = [
        migrations.RunPython(
            check_product_rating_null,
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
    ]
