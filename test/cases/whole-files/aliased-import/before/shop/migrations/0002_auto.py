from django.db import migrations as m


class Migration(m.Migration):
    dependencies = [("shop", "0001_initial")]

    operations = [m.RemoveField("product", "rating")]
