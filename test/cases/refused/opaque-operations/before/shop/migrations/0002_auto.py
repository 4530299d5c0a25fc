from django.db import migrations


def operations():
    yield migrations.RemoveField("product", "rating")


class Migration(migrations.Migration):

    dependencies = [
        ("shop", "0001_initial"),
    ]

    operations = list(operations())
