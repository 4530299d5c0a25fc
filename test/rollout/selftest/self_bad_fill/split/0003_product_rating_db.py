from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("shop", "0002_product_rating_state")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.SeparateDatabaseAndState(
                    state_operations=[
                        migrations.AlterField("product", "rating", models.IntegerField(db_default=5))
                    ]
                ),
                migrations.AlterField("product", "rating", models.IntegerField(default=7)),
            ],
        ),
    ]
