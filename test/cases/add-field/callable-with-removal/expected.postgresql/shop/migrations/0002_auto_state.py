import uuid

import django.contrib.postgres.functions
from django.db import migrations, models


def fill_product_token(apps, schema_editor):
    """Give each Product without a token the default, 1,000 rows at a time."""
    rows = apps.get_model("shop", "Product")._base_manager.using(
        schema_editor.connection.alias
    )
    rows = rows.filter(token__isnull=True).order_by("pk")
    batch = list(rows.values_list("pk", flat=True)[:1000])
    while batch:
        rows.filter(pk__in=batch).update(
            token=django.contrib.postgres.functions.RandomUUID()
        )
        batch = list(rows.filter(pk__gt=batch[-1]).values_list("pk", flat=True)[:1000])


class Migration(migrations.Migration):
    # Step 1 of 2, for the release whose code no longer knows Product.rating and first
    # knows Product.token.
    # - Product.rating: old code may go on using the column while both run: new code
    #   leaves it out, and the database fills in a default.
    # - Product.token: old code leaves the column NULL; each row that is there now gets
    #   the default, the others get theirs in step 2.
    # Step 2 does the rest: 0003_auto_db.

    dependencies = [
        ("shop", "0001_initial"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RemoveField(
                    model_name="product",
                    name="rating",
                ),
                migrations.AddField(
                    model_name="product",
                    name="token",
                    field=models.UUIDField(default=uuid.uuid4, unique=True),
                ),
            ],
            database_operations=[
                migrations.AlterField(
                    model_name="product",
                    name="rating",
                    field=models.IntegerField(db_default=0),
                ),
                migrations.AddField(
                    model_name="product",
                    name="token",
                    field=models.UUIDField(null=True),
                ),
                migrations.AlterField(
                    model_name="product",
                    name="token",
                    field=models.UUIDField(
                        db_default=django.contrib.postgres.functions.RandomUUID(),
                        null=True,
                    ),
                ),
            ],
        ),
        migrations.RunPython(
            fill_product_token,
            migrations.RunPython.noop,
        ),
    ]
