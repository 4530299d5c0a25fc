from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('warehouse', '0012_hazardclass_product_hazard_class'),
    ]

    operations = [
        migrations.RemoveField(
            model_name='product',
            name='buyer',
        ),
    ]
