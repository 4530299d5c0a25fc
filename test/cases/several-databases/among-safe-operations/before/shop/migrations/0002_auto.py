from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("shop", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="product",
            name="sku",
            field=models.CharField(max_length=20, null=True),
        ),
        migrations.RemoveField(
            model_name="product",
            name="rating",
        ),
        migrations.AddIndex(
            model_name="product",
            index=models.Index(fields=["name"], name="name_idx"),
        ),
        migrations.AlterModelOptions(
            name="product",
            options={"ordering": ["name"]},
        ),
        migrations.RemoveField(
            model_name="product",
            name="stock",
        ),
    ]
