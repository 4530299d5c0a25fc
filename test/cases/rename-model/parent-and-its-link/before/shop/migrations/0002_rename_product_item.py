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
        migrations.RenameField(
            model_name="book",
            old_name="product_ptr",
            new_name="item_ptr",
        ),
    ]
