from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('warehouse', '0018_delete_inspection'),
    ]

    operations = [
        migrations.RenameField(
            model_name='location',
            old_name='label',
            new_name='code',
        ),
    ]
