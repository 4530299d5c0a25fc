from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("shop", "0002_alter_product_rating_state")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.SeparateDatabaseAndState(
                    state_operations=[
                        migrations.AlterField("product", "rating", models.IntegerField(null=True))
                    ]
                ),
                migrations.AlterField("product", "rating", models.IntegerField()),
            ],
        ),
    ]
