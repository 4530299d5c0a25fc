from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('warehouse', '0006_supplier_country'),
    ]

    operations = [
        migrations.AddField(
            model_name='stockitem',
            name='counted_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
