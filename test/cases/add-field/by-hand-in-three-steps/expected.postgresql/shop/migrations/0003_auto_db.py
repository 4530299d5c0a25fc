from django.core.management.base import CommandError
from django.db import migrations


def check_product_code_null(apps, schema_editor):
    """Stop before anything is changed while there are rows that do not fit."""
    Product = apps.get_model("shop", "Product")
    rows = Product._base_manager.using(schema_editor.connection.alias)
    rows = rows.filter(code__isnull=True)
    count = rows.count()
    if count:
        some = ", ".join(
            str(pk) for pk in rows.order_by("pk").values_list("pk", flat=True)[:5]
        )
        raise CommandError(
            f"Rows of shop_product whose code is NULL: {count} (first: {some}). Give "
            f"them a value, then run migrate again."
        )


class Migration(migrations.Migration):
    # Step 2 of 2, for a later release, when no code from before 0002_auto_state runs
    # any more.
    # It sets NOT NULL on shop_product.code. The models do not change.

    # Each batch of rows, and each statement, is a transaction of its own.
    atomic = False

    dependencies = [
        ("shop", "0002_auto_state"),
    ]

    operations = [
        migrations.RunPython(
            check_product_code_null,
            migrations.RunPython.noop,
        ),
        migrations.RunSQL(
            sql=[
                'ALTER TABLE "shop_product"'
                ' DROP CONSTRAINT IF EXISTS "shop_product_code_not_null",'
                ' ADD CONSTRAINT "shop_product_code_not_null"'
                ' CHECK ("code" IS NOT NULL) NOT VALID',
                'ALTER TABLE "shop_product" VALIDATE CONSTRAINT'
                ' "shop_product_code_not_null"',
                'ALTER TABLE "shop_product" ALTER COLUMN "code" SET NOT NULL',
                'ALTER TABLE "shop_product"'
                ' DROP CONSTRAINT "shop_product_code_not_null"',
            ],
            reverse_sql=[
                'ALTER TABLE "shop_product" ALTER COLUMN "code" DROP NOT NULL',
            ],
        ),
    ]
