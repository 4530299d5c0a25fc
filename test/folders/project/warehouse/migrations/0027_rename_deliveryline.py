from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('warehouse', '0026_stockitem_quantity_check'),
    ]

    operations = [
        migrations.RenameModel(
            old_name='DeliveryLine',
            new_name='ReceivedLine',
        ),
    ]
