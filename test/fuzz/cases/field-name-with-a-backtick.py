import uuid

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("shop", "0001_initial")]
    operations = [
        migrations.AddField("product", "a `", models.IntegerField(unique=True, default=uuid.uuid4)),
    ]
