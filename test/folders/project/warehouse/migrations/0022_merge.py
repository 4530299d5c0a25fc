from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('warehouse', '0021_delivery_arrived_index'),
        ('warehouse', '0021_employee_options'),
    ]

    operations = [
    ]
