from django.core.management.base import CommandError
from django.db import migrations, models


def look(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT id FROM shop_product WHERE rating IS NULL ORDER BY id")
        found = [str(row[0]) for row in cursor.fetchall()]
    if found:
        raise CommandError(f"shop_product: {len(found)} rows have no rating (id {', '.join(found)})")


class Migration(migrations.Migration):
    dependencies = [("shop", "0002_alter_product_rating_state")]

    operations = [
        migrations.RunPython(look, migrations.RunPython.noop),
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
