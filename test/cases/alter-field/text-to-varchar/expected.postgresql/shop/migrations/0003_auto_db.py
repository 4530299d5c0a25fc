import django.db.models.functions
from django.core.management.base import CommandError
from django.db import migrations


def check_product_notes_length(apps, schema_editor):
    """Stop before anything is changed while there are rows that do not fit."""
    Product = apps.get_model("shop", "Product")
    rows = Product._base_manager.using(schema_editor.connection.alias)
    rows = rows.annotate(length=django.db.models.functions.Length("notes")).filter(
        length__gt=200
    )
    count = rows.count()
    if count:
        some = ", ".join(
            str(pk) for pk in rows.order_by("pk").values_list("pk", flat=True)[:5]
        )
        raise CommandError(
            f"Rows of shop_product whose notes has more than 200 characters: {count} "
            f"(first: {some}). Change these, then run migrate again."
        )


class Migration(migrations.Migration):
    # Step 2 of 2, for a later release, when no code from before 0002_auto_state runs
    # any more.
    # It gives shop_product.notes its new type. The models do not change.

    dependencies = [
        ("shop", "0002_auto_state"),
    ]

    operations = [
        migrations.RunPython(
            check_product_notes_length,
            migrations.RunPython.noop,
        ),
        migrations.RunSQL(
            sql=[
                'ALTER TABLE "shop_product" ALTER COLUMN "notes" TYPE varchar(200)',
            ],
            reverse_sql=[
                'ALTER TABLE "shop_product" ALTER COLUMN "notes" TYPE text',
            ],
        ),
    ]
