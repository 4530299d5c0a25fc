import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
from django.db import migrations, models


class Migration(migrations.Migration):
    # Step 1 of 2, for the release whose code first knows the constraint
    # booking_no_overlap of Booking.
    # Old code may write rows that do not hold to it, so that the database does not ask
    # for it yet. Step 2 adds the constraint booking_no_overlap: 0003_auto_db.

    dependencies = [
        ("shop", "0001_initial"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AddConstraint(
                    model_name="booking",
                    constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[("period", "&&")], name="booking_no_overlap"
                    ),
                ),
            ],
            database_operations=[],
        ),
    ]
