from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('warehouse', '0022_merge'),
    ]

    operations = [
        migrations.AlterField(
            model_name='site',
            name='region',
            field=models.CharField(max_length=20),
        ),
    ]
