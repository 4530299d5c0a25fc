from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("shop", "0001_initial")]
    operations = [
        migrations.AddConstraint("product", models.UniqueConstraint(fields=["one"], name='say "hi')),
    ]
