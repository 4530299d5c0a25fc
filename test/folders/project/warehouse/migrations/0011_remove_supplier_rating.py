from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('warehouse', '0010_inspection'),
    ]

    operations = [
        migrations.RemoveField(
            model_name='supplier',
            name='rating',
        ),
    ]
