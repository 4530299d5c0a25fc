from django.db import migrations


def copy_names(apps, schema_editor):
    """Names are kept apart from here on."""
    product = apps.get_model("shop", "Product")
    for each in product.objects.all():
        each.save()


class Migration(migrations.Migration):

    dependencies = [
        ("shop", "0001_initial"),
    ]

    operations = [
        migrations.RemoveField(
            model_name="product",
            name="rating",
        ),
        migrations.RunPython(copy_names, migrations.RunPython.noop),
        migrations.RemoveField(
            model_name="product",
            name="stock",
        ),
    ]
