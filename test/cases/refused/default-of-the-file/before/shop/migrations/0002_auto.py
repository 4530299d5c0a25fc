from django.db import migrations, models


def new_code():
    return "x"


class Migration(migrations.Migration):

    dependencies = [
        ("shop", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="product",
            name="code",
            field=models.CharField(default=new_code, max_length=20),
        ),
    ]
