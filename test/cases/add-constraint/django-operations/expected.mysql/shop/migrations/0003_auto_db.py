from django.core.management.base import CommandError
from django.db import migrations, models


def check_product_product_name(apps, schema_editor):
    """Stop before anything is changed while there are rows that do not fit."""
    Product = apps.get_model("shop", "Product")
    rows = Product._base_manager.using(schema_editor.connection.alias)
    rows = rows.filter(name__isnull=False)
    names = ["name"]
    groups = rows.order_by().values(*names).annotate(times=models.Count("pk"))
    groups = groups.filter(times__gt=1).order_by(*names)
    count = groups.count()
    if count:
        some = ", ".join(
            "/".join(str(group[name]) for name in names) for group in groups[:5]
        )
        raise CommandError(
            f"Values of name in more than one row of shop_product: {count} (first: "
            f"{some}). Make the rows different, then run migrate again."
        )


class Migration(migrations.Migration):
    # Step 2 of 2, for a later release, when no code from before 0002_auto_state runs
    # any more.
    # It adds the constraint product_name. The models do not change.

    dependencies = [
        ("shop", "0002_auto_state"),
    ]

    operations = [
        migrations.RunPython(
            check_product_product_name,
            migrations.RunPython.noop,
        ),
        # Django is told of what is there; the project state does not change.
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.SeparateDatabaseAndState(
                    state_operations=[
                        migrations.RemoveConstraint(
                            model_name="product",
                            name="product_name",
                        ),
                    ],
                ),
                migrations.AddConstraint(
                    model_name="product",
                    constraint=models.UniqueConstraint(
                        fields=("name",), name="product_name"
                    ),
                ),
            ],
        ),
    ]
