from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("shop", "0001_initial"),
    ]

    operations = [
        migrations.AlterUniqueTogether(
            name="product",
            unique_together={("name", "rating")},
        ),
    ]
