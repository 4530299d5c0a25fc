from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('warehouse', '0013_remove_product_buyer'),
    ]

    operations = [
        migrations.AddField(
            model_name='stockitem',
            name='batch',
            field=models.CharField(default='', max_length=20),
        ),
    ]
