from django.db import migrations, models


class Migration(migrations.Migration):
  # two spaces
    dependencies = [("shop", "0001_initial")]
    operations = [
        migrations.RemoveField(model_name="product", name="one"),

    ]
