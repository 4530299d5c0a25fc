from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('warehouse', '0027_rename_deliveryline'),
    ]

    operations = [
        migrations.RenameIndex(
            model_name='delivery',
            new_name='delivery_arrived_on',
            old_name='delivery_arrived',
        ),
    ]
