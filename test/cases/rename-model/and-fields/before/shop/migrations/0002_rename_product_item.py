from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("shop", "0001_initial"),
    ]

    operations = [
        migrations.RenameModel(
            old_name="Product",
            new_name="Item",
        ),
        migrations.RemoveField(
            model_name="item",
            name="price",
        ),
        migrations.AddField(
            model_name="item",
            name="stock",
            field=models.IntegerField(default=0),
        ),
    ]
