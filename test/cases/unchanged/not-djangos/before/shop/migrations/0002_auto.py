from django.db import migrations

from shop.operations import RemoveField


class Migration(migrations.Migration):

    dependencies = [
        ("shop", "0001_initial"),
    ]

    operations = [
        RemoveField(
            model_name="product",
            name="rating",
        ),
    ]
