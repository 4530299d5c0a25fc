import uuid

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("shop", "0001_initial")]
    operations = [
        migrations.AddField("product", "x=1).delete(), print(y", models.IntegerField(unique=True, default=uuid.uuid4)),
    ]
