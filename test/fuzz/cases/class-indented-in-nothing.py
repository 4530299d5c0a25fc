from django.db import migrations
x = 1
    class Migration(migrations.Migration):
        dependencies = [("shop", "0001_initial")]
        operations = [
            migrations.RemoveField("product", "one"),
        ]
