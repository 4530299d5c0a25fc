from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("shop", "0001_initial")]
    operations = [
        migrations.RemoveField(model_name="product", name="one"),
        migrations.RemoveField(model_name="pro\nduct", name="one"),
    ]
