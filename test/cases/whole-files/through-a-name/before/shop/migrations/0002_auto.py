from django.db import migrations

FIELD = "rating"

REMOVALS = [
    migrations.RemoveField("product", FIELD),
]


class Migration(migrations.Migration):

    dependencies = [
        ("shop", "0001_initial"),
    ]

    operations = REMOVALS
