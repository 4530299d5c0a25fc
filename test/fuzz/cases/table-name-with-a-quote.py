from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("shop", "0001_initial")]
    operations = [
        migrations.AlterModelTable("product", table="\"\"\" + __import__(\"os\") + \"\"\""),
        migrations.AlterField("product", "one", models.IntegerField(default=1, unique=True)),
    ]
