from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('warehouse', '0020_shorter_phone'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='employee',
            options={'ordering': ['name']},
        ),
    ]
