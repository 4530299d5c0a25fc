from django.db import migrations, models


def columns(schema_editor):
    connection = schema_editor.connection
    with connection.cursor() as cursor:
        found = connection.introspection.get_table_description(cursor, "shop_product")
    return [column.name for column in found]


class RemoveIfThere(migrations.RemoveField):
    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        if "rating" in columns(schema_editor):
            super().database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        if "rating" not in columns(schema_editor):
            super().database_backwards(app_label, schema_editor, from_state, to_state)


class Migration(migrations.Migration):
    dependencies = [("shop", "0002_remove_product_rating_from_state")]

    atomic = False

    operations = [
        migrations.RunSQL("CREATE TABLE IF NOT EXISTS helper (id integer)", migrations.RunSQL.noop),
        migrations.RunSQL("INSERT INTO helper VALUES (1)", migrations.RunSQL.noop),
        migrations.RunSQL("DROP TABLE IF EXISTS helper", migrations.RunSQL.noop),
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.SeparateDatabaseAndState(
                    state_operations=[
                        migrations.AddField("product", "rating", models.IntegerField(db_default=0))
                    ]
                ),
                RemoveIfThere("product", "rating"),
            ],
        ),
    ]
