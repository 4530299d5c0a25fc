from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("shop", "0001_b_db"),
    ]

    operations = [
        migrations.AddField(
            model_name="product",
            name="rating",
            field=models.IntegerField(default=1),
        ),
    ]
