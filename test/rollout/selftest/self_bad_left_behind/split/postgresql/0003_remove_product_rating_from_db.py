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
                        "CREATE FUNCTION a_function() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
                        "CREATE TRIGGER a_trigger BEFORE INSERT ON shop_product"
                        " FOR EACH ROW EXECUTE FUNCTION a_function()",
                        "CREATE INDEX an_index ON shop_product (name)",
                        "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'an_index'::regclass",
                    ],
                    migrations.RunSQL.noop,
                ),
            ],
        ),
    ]
