import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    # Step 1 of 2, for the release whose code no longer knows
    # Product.the_owner_of_this_product_at_the_time_of_writing.
    # Old code may go on using the column while both run: new code leaves it NULL, and
    # deleting the the_owner_of_this_product_at_the_time_of_writing of a row empties it
    # instead of failing. Step 2 drops the column
    # a_very_long_table_name_that_somebody_once_thought_to_be_a_go.the_owner_of_this_product_at_the_time_of_writing_id:
    # 0003_remove_product_the_owner_of_this_product_at_the_time_of_writing_from_db.

    dependencies = [
        ("shop", "0001_initial"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RemoveField(
                    model_name="product",
                    name="the_owner_of_this_product_at_the_time_of_writing",
                ),
            ],
            database_operations=[
                # Django finds the old constraint by what it is, whatever its name.
                migrations.AlterField(
                    model_name="product",
                    name="the_owner_of_this_product_at_the_time_of_writing",
                    field=models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        to="shop.owner",
                    ),
                ),
                migrations.RunSQL(
                    sql=[
                        "ALTER TABLE"
                        ' "a_very_long_table_name_that_somebody_once_thought_to_be_a_go"'
                        " ADD CONSTRAINT"
                        ' "a_very_long_table_name_the_owner_of_this_prod_ecac3086_overlap"'
                        " FOREIGN KEY"
                        ' ("the_owner_of_this_product_at_the_time_of_writing_id")'
                        ' REFERENCES "shop_owner" ("id") ON DELETE SET NULL'
                        " DEFERRABLE INITIALLY DEFERRED NOT VALID",
                    ],
                    reverse_sql=[
                        "ALTER TABLE"
                        ' "a_very_long_table_name_that_somebody_once_thought_to_be_a_go"'
                        " DROP CONSTRAINT"
                        ' "a_very_long_table_name_the_owner_of_this_prod_ecac3086_overlap"',
                    ],
                ),
            ],
        ),
    ]
