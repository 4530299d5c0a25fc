from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ("crm", "0001_initial"),
        ("shop", "0002_remove_product_owner_from_state"),
    ]

    operations = [
        migrations.DeleteModel(
            name="Owner",
        ),
    ]
