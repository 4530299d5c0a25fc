from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('warehouse', '0024_supplier_rating'),
    ]

    operations = [
        migrations.AlterUniqueTogether(
            name='stockitem',
            unique_together={('product', 'location', 'batch')},
        ),
    ]
