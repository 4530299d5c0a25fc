from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('billing', '0006_invoice_currency'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='discount',
            options={'ordering': ['percent']},
        ),
    ]
