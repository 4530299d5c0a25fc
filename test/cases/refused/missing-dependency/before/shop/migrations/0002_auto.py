from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ("shop", "0001_first"),
    ]

    operations = [
        migrations.RemoveField(
            model_name="product",
            name="rating",
        ),
    ]
