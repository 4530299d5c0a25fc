import django.db.models.deletion
from django.core.management.base import CommandError
from django.db import migrations, models


def check_product_owner_key(apps, schema_editor):
    """Stop before anything is changed while there are rows that do not fit."""
    Product = apps.get_model("shop", "Product")
    rows = Product._base_manager.using(schema_editor.connection.alias)
    rows = rows.filter(owner__isnull=False)
    Owner = apps.get_model("shop", "Owner")
    there = Owner._base_manager.using(schema_editor.connection.alias)
    there = there.filter(id=models.OuterRef("owner_id"))
    rows = rows.filter(~models.Exists(there))
    count = rows.count()
    if count:
        some = ", ".join(
            str(pk) for pk in rows.order_by("pk").values_list("pk", flat=True)[:5]
        )
        raise CommandError(
            f"Rows of shop_product whose owner is not there: {count} (first: {some}). "
            f"Change these, then run migrate again."
        )


class Migration(migrations.Migration):
    # Step 2 of 2, for a later release, when no code from before 0002_auto_state runs
    # any more.
    # It adds the foreign key of shop_product.owner_id. The models do not change.

    dependencies = [
        ("shop", "0002_auto_state"),
    ]

    operations = [
        migrations.RunPython(
            check_product_owner_key,
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
                                db_constraint=False,
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
