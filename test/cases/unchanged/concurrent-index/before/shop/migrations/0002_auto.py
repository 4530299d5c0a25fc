import django.contrib.postgres.operations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("shop", "0001_initial"),
    ]

    operations = [
        django.contrib.postgres.operations.AddIndexConcurrently(
            model_name="product",
            index=models.Index(fields=["rating"], name="product_rating"),
        ),
    ]
