import uuid

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("shop", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="product",
            name="sku",
            field=models.CharField(default="", max_length=20),
        ),
        migrations.AddField(
            model_name="product",
            name="rating",
            field=models.IntegerField(default=7),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="product",
            name="notes",
            field=models.TextField(null=True),
        ),
        migrations.AddField(
            model_name="product",
            name="token",
            field=models.UUIDField(default=uuid.uuid4, unique=True),
        ),
    ]
