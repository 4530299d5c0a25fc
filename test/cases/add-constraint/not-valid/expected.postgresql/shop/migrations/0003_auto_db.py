from django.core.management.base import CommandError
from django.db import migrations, models


def check_product_product_rating_gte_0(apps, schema_editor):
    """Stop before anything is changed while there are rows that do not fit."""
    Product = apps.get_model("shop", "Product")
    rows = Product._base_manager.using(schema_editor.connection.alias)
    rows = rows.annotate(
        holds=models.ExpressionWrapper(
            models.Q(("rating__gte", 0)), output_field=models.BooleanField()
        )
    ).filter(holds=False)
    count = rows.count()
    if count:
        some = ", ".join(
            str(pk) for pk in rows.order_by("pk").values_list("pk", flat=True)[:5]
        )
        raise CommandError(
            f"Rows of shop_product that do not hold to product_rating_gte_0: {count} "
            f"(first: {some}). Change these, then run migrate again."
        )


class Migration(migrations.Migration):
    # Step 2 of 2, for a later release, when no code from before 0002_auto_state runs
    # any more.
    # It adds the constraint product_rating_gte_0. The models do not change.

    # Each batch of rows, and each statement, is a transaction of its own.
    atomic = False

    dependencies = [
        ("shop", "0002_auto_state"),
    ]

    operations = [
        migrations.RunPython(
            check_product_product_rating_gte_0,
            migrations.RunPython.noop,
        ),
        migrations.RunSQL(
            sql=[
                'ALTER TABLE "shop_product"'
                ' DROP CONSTRAINT IF EXISTS "product_rating_gte_0",'
                ' ADD CONSTRAINT "product_rating_gte_0" CHECK ("rating" >= 0)'
                " NOT VALID",
                'ALTER TABLE "shop_product" VALIDATE CONSTRAINT "product_rating_gte_0"',
            ],
            reverse_sql=[
                'ALTER TABLE "shop_product"'
                ' DROP CONSTRAINT IF EXISTS "product_rating_gte_0"',
            ],
        ),
    ]
