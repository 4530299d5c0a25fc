from django.db import migrations


class Migration(migrations.Migration):

    """Ratings are
    kept elsewhere."""

    atomic = False

    dependencies = [
        ("shop", "0001_initial"),
    ]

    operations = [
        migrations.RemoveField(
            model_name="product",
            name="rating",
        ),
    ]
