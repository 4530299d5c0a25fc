from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("shop", "0001_initial")]
    operations = [
        migrations.AddField("product", "two", models.IntegerField(null=True, db_column="\u202e\x1b[2Ja\r\nb")),
        migrations.RemoveField("product", "one"),
    ]
