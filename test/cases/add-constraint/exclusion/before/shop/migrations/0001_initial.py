import django.contrib.postgres.fields.ranges
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Booking",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("room", models.IntegerField()),
                ("period", django.contrib.postgres.fields.ranges.DateRangeField()),
            ],
        ),
    ]
