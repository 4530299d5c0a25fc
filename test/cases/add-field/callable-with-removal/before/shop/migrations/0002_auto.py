import uuid

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("shop", "0001_initial"),
    ]

    operations = [
        migrations.RemoveField(
            model_name="product",
            name="rating",
        ),
        migrations.AddField(
            model_name="product",
            name="token",
            field=models.UUIDField(default=uuid.uuid4, unique=True),
        ),
    ]
