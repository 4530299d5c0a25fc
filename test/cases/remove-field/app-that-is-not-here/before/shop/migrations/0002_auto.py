from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ("billing", "0007_invoices"),
        ("shop", "0001_initial"),
    ]

    operations = [
        migrations.RemoveField(
            model_name="product",
            name="rating",
        ),
    ]
