from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("shop", "0001_initial")]
    operations = [
        migrations.AlterModelTableComment("product", table_comment="what is sold"),
        migrations.AddField("product", "two", models.IntegerField(null=True)),
        migrations.DeleteModel("Product"),
    ]
