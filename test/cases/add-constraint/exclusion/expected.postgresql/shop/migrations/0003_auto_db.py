import django.contrib.postgres.constraints
from django.core.management.base import CommandError
from django.db import migrations, models


def check_booking_booking_no_overlap(apps, schema_editor):
    """Stop before anything is changed while there are rows that do not fit."""
    Booking = apps.get_model("shop", "Booking")
    rows = Booking._base_manager.using(schema_editor.connection.alias)
    rows = rows.filter(
        models.Exists(
            rows.filter(
                period__overlap=models.OuterRef("period"), pk__lt=models.OuterRef("pk")
            )
        )
    )
    count = rows.count()
    if count:
        some = ", ".join(
            str(pk) for pk in rows.order_by("pk").values_list("pk", flat=True)[:5]
        )
        raise CommandError(
            f"Rows of shop_booking that do not hold to booking_no_overlap beside an "
            f"earlier one: {count} (first: {some}). Change these, then run migrate "
            f"again."
        )


class Migration(migrations.Migration):
    # Step 2 of 2, for a later release, when no code from before 0002_auto_state runs
    # any more.
    # It adds the constraint booking_no_overlap. The models do not change.

    dependencies = [
        ("shop", "0002_auto_state"),
    ]

    operations = [
        migrations.RunPython(
            check_booking_booking_no_overlap,
            migrations.RunPython.noop,
        ),
        # Django is told of what is there; the project state does not change.
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.SeparateDatabaseAndState(
                    state_operations=[
                        migrations.RemoveConstraint(
                            model_name="booking",
                            name="booking_no_overlap",
                        ),
                    ],
                ),
                migrations.AddConstraint(
                    model_name="booking",
                    constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[("period", "&&")], name="booking_no_overlap"
                    ),
                ),
            ],
        ),
    ]
