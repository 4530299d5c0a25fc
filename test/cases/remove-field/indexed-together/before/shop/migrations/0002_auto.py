from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ("shop", "0001_initial"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="product",
            name="where_idx",
        ),
        migrations.RemoveField(
            model_name="product",
            name="place",
        ),
    ]
