from django.core.management.base import CommandError
from django.db import migrations, models


def check_product_rating_range(apps, schema_editor):
    """Stop before anything is changed while there are rows that do not fit."""
    Product = apps.get_model("shop", "Product")
    rows = Product._base_manager.using(schema_editor.connection.alias)
    rows = rows.filter(rating__isnull=False).exclude(rating__range=(0, 4294967295))
    count = rows.count()
    if count:
        some = ", ".join(
            str(pk) for pk in rows.order_by("pk").values_list("pk", flat=True)[:5]
        )
        raise CommandError(
            f"Rows of shop_product whose rating is not between 0 and 4294967295: "
            f"{count} (first: {some}). Change these, then run migrate again."
        )


class Migration(migrations.Migration):
    # Step 2 of 2, for a later release, when no code from before 0002_auto_state runs
    # any more.
    # It adds the check of shop_product.rating. The models do not change.

    dependencies = [
        ("shop", "0002_auto_state"),
    ]

    operations = [
        migrations.RunPython(
            check_product_rating_range,
            migrations.RunPython.noop,
        ),
        # Django is told of what is there; the project state does not change.
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.SeparateDatabaseAndState(
                    state_operations=[
                        migrations.AlterField(
                            model_name="product",
                            name="rating",
                            field=models.IntegerField(),
                        ),
                    ],
                ),
                migrations.AlterField(
                    model_name="product",
                    name="rating",
                    field=models.PositiveIntegerField(),
                ),
            ],
        ),
    ]
