from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("shop", "0002_remove_product_code_from_state")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.SeparateDatabaseAndState(
                    state_operations=[
                        migrations.AddField(
                            "product",
                            "code",
                            models.CharField(max_length=50, unique=True, db_default=""),
                        )
                    ]
                ),
                migrations.RemoveField("product", "code"),
            ],
        ),
    ]
