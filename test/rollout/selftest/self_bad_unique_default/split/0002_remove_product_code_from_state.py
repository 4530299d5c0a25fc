from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("shop", "0001_initial")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.RemoveField("product", "code")],
            database_operations=[
                migrations.AlterField(
                    "product", "code", models.CharField(max_length=50, unique=True, db_default="")
                )
            ],
        ),
    ]
