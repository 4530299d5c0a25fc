from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("shop", "0002_remove_product_rating_from_state")]

    atomic = False

    operations = [
        migrations.RunSQL("CREATE TABLE helper (id integer)", migrations.RunSQL.noop),
        migrations.RunSQL("INSERT INTO helper VALUES (1)", migrations.RunSQL.noop),
        migrations.RunSQL("DROP TABLE helper", migrations.RunSQL.noop),
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.SeparateDatabaseAndState(
                    state_operations=[
                        migrations.AddField("product", "rating", models.IntegerField(db_default=0))
                    ]
                ),
                migrations.RemoveField("product", "rating"),
            ],
        ),
    ]
