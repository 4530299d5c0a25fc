import django.contrib.postgres.constraints
from django.db import migrations


class Migration(migrations.Migration):
    # Step 2 of 2, for a later release, when no code from before 0002_auto_state runs
    # any more.
    # It adds the constraint booking_no_overlap. The models do not change.

    dependencies = [
        ("shop", "0002_auto_state"),
    ]

    operations = [
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
