from django.db import migrations


class Migration(migrations.Migration):
    # Step 2 of 2, for a later release, when no code from before
    # 0002_remove_product_the_owner_of_this_product_at_the_time_of_writing_from_state
    # runs any more.
    # It drops the column
    # a_very_long_table_name_that_somebody_once_thought_to_be_a_go.the_owner_of_this_product_at_the_time_of_writing_id.
    # The models do not change.

    dependencies = [
        (
            "shop",
            "0002_remove_product_the_owner_of_this_product_at_the_time_of_writing_from_state",
        ),
    ]

    operations = [
        # Locked first, as a delete by live code does, so that the two cannot deadlock.
        migrations.RunSQL(
            sql=[
                'LOCK TABLE "shop_owner" IN SHARE ROW EXCLUSIVE MODE',
                "ALTER TABLE"
                ' "a_very_long_table_name_that_somebody_once_thought_to_be_a_go"'
                ' DROP COLUMN "the_owner_of_this_product_at_the_time_of_writing_id"',
            ],
            reverse_sql=[
                'LOCK TABLE "shop_owner" IN SHARE ROW EXCLUSIVE MODE',
                "ALTER TABLE"
                ' "a_very_long_table_name_that_somebody_once_thought_to_be_a_go"'
                ' ADD COLUMN "the_owner_of_this_product_at_the_time_of_writing_id"'
                " bigint NULL",
                "CREATE INDEX"
                ' "a_very_long_table_name_tha_the_owner_of_this_product__ecac3086"'
                ' ON "a_very_long_table_name_that_somebody_once_thought_to_be_a_go"'
                ' ("the_owner_of_this_product_at_the_time_of_writing_id")',
                "ALTER TABLE"
                ' "a_very_long_table_name_that_somebody_once_thought_to_be_a_go"'
                " ADD CONSTRAINT"
                ' "a_very_long_table_name_the_owner_of_this_prod_ecac3086_overlap"'
                ' FOREIGN KEY ("the_owner_of_this_product_at_the_time_of_writing_id")'
                ' REFERENCES "shop_owner" ("id") ON DELETE SET NULL'
                " DEFERRABLE INITIALLY DEFERRED NOT VALID",
            ],
        ),
    ]
