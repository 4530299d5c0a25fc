import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('billing', '0004_handlingfee'),
        ('warehouse', '0019_rename_location_label'),
    ]

    operations = [
        migrations.AddField(
            model_name='invoice',
            name='ship_from',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, to='warehouse.location'),
        ),
    ]
