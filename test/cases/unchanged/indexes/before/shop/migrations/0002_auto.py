from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("shop", "0001_initial"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="product",
            index=models.Index(fields=["rating"], name="product_rating"),
        ),
        migrations.RenameIndex(
            model_name="product",
            old_name="product_name",
            new_name="product_by_name",
        ),
    ]
