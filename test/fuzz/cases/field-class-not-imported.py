from django.db import migrations

class Migration(migrations.Migration):
    dependencies = [("shop", "0001_initial")]
    operations = [
        migrations.RemoveField("product", "one"),
        migrations.AddField("product", "two", models.IntegerField(null=True)),
    ]
