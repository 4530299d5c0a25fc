import uuid

from django.db import migrations, models


def fill_product_token(apps, schema_editor):
    pass


class Migration(migrations.Migration):

    dependencies = [
        ("shop", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="product",
            name="token",
            field=models.UUIDField(default=uuid.uuid4, unique=True),
        ),
        migrations.RunPython(
            code=fill_product_token,
            reverse_code=migrations.RunPython.noop,
        ),
    ]
