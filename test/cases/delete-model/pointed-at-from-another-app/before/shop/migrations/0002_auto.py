from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ("orders", "0002_remove_order_product"),
        ("shop", "0001_initial"),
    ]

    operations = [
        migrations.DeleteModel(
            name="Product",
        ),
    ]
