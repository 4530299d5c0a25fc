from django.db import migrations


def fill_region(apps, schema_editor):
    Site = apps.get_model("warehouse", "Site")
    Site.objects.using(schema_editor.connection.alias).filter(region=None).update(region="north")


class Migration(migrations.Migration):

    dependencies = [
        ("warehouse", "0015_site_region"),
    ]

    operations = [
        migrations.RunPython(fill_region, migrations.RunPython.noop),
    ]
