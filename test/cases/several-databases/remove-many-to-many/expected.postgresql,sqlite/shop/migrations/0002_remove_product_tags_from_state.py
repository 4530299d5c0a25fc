from django.db import migrations, models


class OnPostgreSQL(migrations.SeparateDatabaseAndState):
    """The database operations are for PostgreSQL, which old and new code use side by
    side. Any other database, such as that of the tests, gets the state operations
    instead, all at once, or nothing where there are none.
    """

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        operation = self.operation_on(schema_editor.connection.vendor)
        operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        operation = self.operation_on(schema_editor.connection.vendor)
        operation.database_backwards(app_label, schema_editor, from_state, to_state)

    def operation_on(self, vendor):
        if vendor == "postgresql":
            operations = self.database_operations
        else:
            operations = self.state_operations
        return migrations.SeparateDatabaseAndState(database_operations=operations)


class Migration(migrations.Migration):
    # Step 1 of 2, for the release whose code no longer knows Product.tags.
    # Old code may go on using the table shop_product_tags while both run: its rows go
    # along when new code deletes what they point at. Step 2 drops the table
    # shop_product_tags: 0003_remove_product_tags_from_db.

    dependencies = [
        ("shop", "0001_initial"),
    ]

    operations = [
        OnPostgreSQL(
            state_operations=[
                migrations.RemoveField(
                    model_name="product",
                    name="tags",
                ),
            ],
            database_operations=[
                # Django finds the old constraint by what it is, whatever its name.
                migrations.AlterField(
                    model_name="product",
                    name="tags",
                    field=models.ManyToManyField(db_constraint=False, to="shop.tag"),
                ),
                migrations.RunSQL(
                    sql=[
                        'ALTER TABLE "shop_product_tags"'
                        ' ADD CONSTRAINT "shop_product_tags_product_id_overlap"'
                        ' FOREIGN KEY ("product_id") REFERENCES "shop_product" ("id")'
                        " ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED NOT VALID",
                        'ALTER TABLE "shop_product_tags"'
                        ' ADD CONSTRAINT "shop_product_tags_tag_id_overlap"'
                        ' FOREIGN KEY ("tag_id") REFERENCES "shop_tag" ("id")'
                        " ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED NOT VALID",
                    ],
                    reverse_sql=[
                        'ALTER TABLE "shop_product_tags"'
                        ' DROP CONSTRAINT "shop_product_tags_product_id_overlap"',
                        'ALTER TABLE "shop_product_tags"'
                        ' DROP CONSTRAINT "shop_product_tags_tag_id_overlap"',
                    ],
                ),
            ],
        ),
    ]
