import django.contrib.postgres.operations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("shop", "0001_initial"),
    ]

    operations = [
        django.contrib.postgres.operations.RemoveIndexConcurrently(
            model_name="product",
            name="product_name",
        ),
    ]
