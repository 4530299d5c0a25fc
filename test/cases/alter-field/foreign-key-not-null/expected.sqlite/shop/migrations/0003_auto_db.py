import django.db.models.deletion
from django.core import management
from django.db import migrations, models


def check_product_owner(apps, schema_editor):
    """Stop before anything is changed while there are rows that do not fit."""
    rows = apps.get_model("shop", "Product")._base_manager.using(
        schema_editor.connection.alias
    )
    rows = rows.filter(owner__isnull=True)
    count = rows.count()
    if count:
        some = ", ".join(
            str(pk) for pk in rows.order_by("pk").values_list("pk", flat=True)[:5]
        )
        raise management.CommandError(
            f"Rows of shop_product that have no owner: {count} (first: {some}). Give "
            f"them one, then run migrate again."
        )


class Migration(migrations.Migration):
    # Step 2 of 2, for a later release, when no code from before 0002_auto_state runs
    # any more.
    # It sets shop_product.owner_id NOT NULL. The models do not change.

    dependencies = [
        ("shop", "0002_auto_state"),
    ]

    operations = [
        migrations.RunPython(
            check_product_owner,
            migrations.RunPython.noop,
        ),
        # Django is told of what is there; the project state does not change.
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.SeparateDatabaseAndState(
                    state_operations=[
                        migrations.AlterField(
                            model_name="product",
                            name="owner",
                            field=models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                to="shop.owner",
                            ),
                        ),
                    ],
                ),
                migrations.AlterField(
                    model_name="product",
                    name="owner",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, to="shop.owner"
                    ),
                ),
            ],
        ),
    ]
