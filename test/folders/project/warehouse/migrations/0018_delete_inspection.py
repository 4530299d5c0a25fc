from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('warehouse', '0017_remove_product_tags'),
    ]

    operations = [
        migrations.DeleteModel(
            name='Inspection',
        ),
    ]
