import importlib

from django.db import migrations

half = importlib.import_module("shop.migrations.0002_rename_state")



class Migration(migrations.Migration):
    dependencies = [("shop", "0002_rename_state")]

    operations = [
        migrations.RunSQL(half.BACK, half.OVERLAP),
        # What Django's own operation does, from the state in which the model has its old name.
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.SeparateDatabaseAndState(
                    state_operations=[migrations.RenameModel("Item", "Product")]
                ),
                migrations.RenameModel("Product", "Item"),
            ]
        ),
    ]
