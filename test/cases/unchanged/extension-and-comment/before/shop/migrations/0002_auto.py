import django.contrib.postgres.operations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("shop", "0001_initial"),
    ]

    operations = [
        django.contrib.postgres.operations.BtreeGistExtension(),
        migrations.AlterModelTableComment(
            name="product",
            table_comment="what we sell",
        ),
        migrations.AlterModelManagers(
            name="product",
            managers=[],
        ),
    ]
