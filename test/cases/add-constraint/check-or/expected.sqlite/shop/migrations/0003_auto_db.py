from django.core.management.base import CommandError
from django.db import migrations, models


def check_product_product_rating_or_stock(apps, schema_editor):
    """Stop before anything is changed while there are rows that do not fit."""
    Product = apps.get_model("shop", "Product")
    rows = Product._base_manager.using(schema_editor.connection.alias)
    rows = rows.annotate(
        holds=models.ExpressionWrapper(
            models.Q(("rating__lt", 10), ("stock__isnull", True), _connector="OR"),
            output_field=models.BooleanField(),
        )
    ).filter(holds=False)
    count = rows.count()
    if count:
        some = ", ".join(
            str(pk) for pk in rows.order_by("pk").values_list("pk", flat=True)[:5]
        )
        raise CommandError(
            f"Rows of shop_product that do not hold to product_rating_or_stock: "
            f"{count} (first: {some}). Change these, then run migrate again."
        )


class Migration(migrations.Migration):
    # Step 2 of 2, for a later release, when no code from before 0002_auto_state runs
    # any more.
    # It adds the constraint product_rating_or_stock. The models do not change.

    dependencies = [
        ("shop", "0002_auto_state"),
    ]

    operations = [
        migrations.RunPython(
            check_product_product_rating_or_stock,
            migrations.RunPython.noop,
        ),
        # Django is told of what is there; the project state does not change.
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.SeparateDatabaseAndState(
                    state_operations=[
                        migrations.RemoveConstraint(
                            model_name="product",
                            name="product_rating_or_stock",
                        ),
                    ],
                ),
                migrations.AddConstraint(
                    model_name="product",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("rating__lt", 10), ("stock__isnull", True), _connector="OR"
                        ),
                        name="product_rating_or_stock",
                    ),
                ),
            ],
        ),
    ]
