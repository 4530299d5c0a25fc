from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ("shop", "0001_initial"),
    ]

    operations = [
        migrations.RemoveField(
            model_name="tagging",
            name="product",
        ),
        migrations.RemoveField(
            model_name="tagging",
            name="tag",
        ),
        migrations.RemoveField(
            model_name="product",
            name="tags",
        ),
        migrations.DeleteModel(
            name="Tagging",
        ),
    ]
