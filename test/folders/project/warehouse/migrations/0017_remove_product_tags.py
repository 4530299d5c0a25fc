from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('warehouse', '0016_fill_site_region'),
    ]

    operations = [
        migrations.RemoveField(
            model_name='product',
            name='tags',
        ),
    ]
