from django.db import migrations


class Migration(migrations.Migration):
    # Step 1 of 2, for the release whose code no longer knows the model Tag.
    # Old code may go on using the model Tag while both run: its table stays. Step 2
    # drops the table shop_tag: 0003_delete_tag_from_db.

    dependencies = [
        ("shop", "0001_initial"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.DeleteModel(
                    name="Tag",
                ),
            ],
            database_operations=[],
        ),
    ]
