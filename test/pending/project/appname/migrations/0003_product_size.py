from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("appname", "0002_remove_product_rating_from_state"),
    ]

    operations = [
        migrations.AddField(
            model_name="product",
            name="size",
            field=models.IntegerField(null=True),
        ),
    ]
