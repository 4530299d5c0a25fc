from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ("shop", "0001_initial"),
    ]

    operations = [
        migrations.RenameField(
            model_name="product",
            old_name="price",
            new_name="old",
        ),
        migrations.RenameField(
            model_name="product",
            old_name="cost",
            new_name="price",
        ),
        migrations.RenameField(
            model_name="product",
            old_name="old",
            new_name="cost",
        ),
    ]
