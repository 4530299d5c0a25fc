from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("shop", "0001_initial")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AddField("product", "rating", models.IntegerField(default=7))
            ],
            database_operations=[
                migrations.AddField("product", "rating", models.IntegerField(db_default=5))
            ],
        ),
    ]
