from django.core.management.base import CommandError
from django.db import migrations


def check_product_rating_range(apps, schema_editor):
    """Stop before anything is changed while there are rows that do not fit."""
    Product = apps.get_model("shop", "Product")
    rows = Product._base_manager.using(schema_editor.connection.alias)
    rows = rows.filter(rating__isnull=False).exclude(rating__range=(0, 32767))
    count = rows.count()
    if count:
        some = ", ".join(
            str(pk) for pk in rows.order_by("pk").values_list("pk", flat=True)[:5]
        )
        raise CommandError(
            f"Rows of shop_product whose rating is not between 0 and 32767: {count} "
            f"(first: {some}). Change these, then run migrate again."
        )


class Migration(migrations.Migration):
    # Step 2 of 2, for a later release, when no code from before 0002_auto_state runs
    # any more.
    # It gives shop_product.rating its new type and adds its check. The models do not
    # change.

    # Each batch of rows, and each statement, is a transaction of its own.
    atomic = False

    dependencies = [
        ("shop", "0002_auto_state"),
    ]

    operations = [
        migrations.RunPython(
            check_product_rating_range,
            migrations.RunPython.noop,
        ),
        migrations.RunSQL(
            sql=[
                'ALTER TABLE "shop_product" ALTER COLUMN "rating" TYPE smallint',
                'ALTER TABLE "shop_product"'
                ' DROP CONSTRAINT IF EXISTS "shop_product_rating_cb49943f_check",'
                ' ADD CONSTRAINT "shop_product_rating_cb49943f_check"'
                ' CHECK ("rating" >= 0) NOT VALID',
                'ALTER TABLE "shop_product" VALIDATE CONSTRAINT'
                ' "shop_product_rating_cb49943f_check"',
            ],
            reverse_sql=[
                'ALTER TABLE "shop_product"'
                ' DROP CONSTRAINT IF EXISTS "shop_product_rating_cb49943f_check"',
                'ALTER TABLE "shop_product" ALTER COLUMN "rating" TYPE integer',
            ],
        ),
    ]
