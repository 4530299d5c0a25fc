import django.contrib.postgres.operations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("shop", "0001_initial"),
    ]

    operations = [
        django.contrib.postgres.operations.ValidateConstraint(
            model_name="product",
            name="product_rating_gte_0",
        ),
    ]
