from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ("shop", "0001_initial"),
    ]

    operations = [
        migrations.RemoveField(
            model_name="product",
            name="rating",
        ),
        # Nobody has written a note since 2019 (see #42).
        migrations.RemoveField(
            model_name="product",
            name="note",
        ),
        migrations.RemoveField(
            model_name="product",
            name="stock",
        ),
    ]
