import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):
    # Step 1 of 2, for the release whose code first knows the constraint
    # product_lower_name of Product.
    # Old code may write rows that do not hold to it, so that the database does not ask
    # for it yet. Step 2 adds the constraint product_lower_name: 0003_auto_db.

    dependencies = [
        ("shop", "0001_initial"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AddConstraint(
                    model_name="product",
                    constraint=models.UniqueConstraint(
                        django.db.models.functions.text.Lower("name"), name="product_lower_name"
                    ),
                ),
            ],
            database_operations=[],
        ),
    ]
