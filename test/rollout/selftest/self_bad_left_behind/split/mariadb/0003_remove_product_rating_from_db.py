from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("shop", "0002_remove_product_rating_from_state")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.SeparateDatabaseAndState(
                    state_operations=[
                        migrations.AddField("product", "rating", models.IntegerField(db_default=0))
                    ]
                ),
                migrations.RemoveField("product", "rating"),
                migrations.RunSQL(
                    [
                        "CREATE VIEW a_view AS SELECT id FROM shop_product",
                        "CREATE FUNCTION a_function() RETURNS int DETERMINISTIC RETURN 1",
                        "CREATE TRIGGER a_trigger BEFORE INSERT ON shop_product FOR EACH ROW SET NEW.name = NEW.name",
                    ],
                    migrations.RunSQL.noop,
                ),
            ],
        ),
    ]
