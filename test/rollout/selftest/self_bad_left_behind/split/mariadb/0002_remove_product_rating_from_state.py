from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("shop", "0001_initial")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.RemoveField("product", "rating")],
            database_operations=[
                migrations.AlterField("product", "rating", models.IntegerField(db_default=0))
            ],
        ),
    ]
