from django.db import migrations, models


def give_codes(apps, schema_editor):
    for product in apps.get_model("shop", "Product").objects.all():
        product.code = f"P{product.pk}"
        product.save()


class Migration(migrations.Migration):

    dependencies = [
        ("shop", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="product",
            name="code",
            field=models.CharField(max_length=20, null=True),
        ),
        migrations.RunPython(
            code=give_codes,
            reverse_code=migrations.RunPython.noop,
        ),
        migrations.AlterField(
            model_name="product",
            name="code",
            field=models.CharField(default="", max_length=20),
        ),
    ]
