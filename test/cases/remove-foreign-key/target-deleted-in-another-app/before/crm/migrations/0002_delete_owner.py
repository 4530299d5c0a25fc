from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ("crm", "0001_initial"),
        ("shop", "0002_auto"),
    ]

    operations = [
        migrations.DeleteModel(
            name="Owner",
        ),
    ]
