from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ("shop", "0001_initial"),
    ]

    operations = [
        migrations.AlterModelTable(
            name="product",
            table="shop_product",
        ),
        migrations.RenameModel(
            old_name="Product",
            new_name="Item",
        ),
    ]
