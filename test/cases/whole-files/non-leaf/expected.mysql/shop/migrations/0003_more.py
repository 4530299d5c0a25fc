from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("shop", "0002_remove_product_rating_from_state"),
    ]

    operations = [
        migrations.AddField(
            model_name="product",
            name="sku",
            field=models.TextField(null=True),
        ),
    ]
