import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('billing', '0003_discount'),
        ('warehouse', '0013_remove_product_buyer'),
    ]

    operations = [
        migrations.CreateModel(
            name='HandlingFee',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('amount', models.DecimalField(decimal_places=2, max_digits=10)),
                ('hazard_class', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='warehouse.hazardclass')),
            ],
        ),
    ]
