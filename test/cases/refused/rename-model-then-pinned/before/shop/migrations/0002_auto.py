from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ("shop", "0001_initial"),
    ]

    operations = [
        migrations.RenameModel(
            old_name="Product",
            new_name="Item",
        ),
        migrations.AlterModelTable(
            name="item",
            table="shop_product",
        ),
    ]
