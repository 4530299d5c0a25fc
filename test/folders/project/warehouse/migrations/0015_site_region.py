from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('warehouse', '0014_stockitem_batch'),
    ]

    operations = [
        migrations.AddField(
            model_name='site',
            name='region',
            field=models.CharField(max_length=20, null=True),
        ),
    ]
