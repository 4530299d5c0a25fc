from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ("shop", "0001_initial"),
    ]

    operations = [
        migrations.RenameModel(
            old_name="Product",
            new_name="Old",
        ),
        migrations.RenameModel(
            old_name="Tag",
            new_name="Product",
        ),
        migrations.RenameModel(
            old_name="Old",
            new_name="Tag",
        ),
    ]
