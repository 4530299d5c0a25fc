from django.db import migrations, models


class Migration(migrations.Migration):
    # Step 1 of 2, for the release whose code first knows Product.extra.
    # Old code does not know the column: the database fills in the default. Step 2 drops
    # the default of shop_product.extra: 0003_auto_db.

    dependencies = [
        ("shop", "0001_initial"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AddField(
                    model_name="product",
                    name="extra",
                    field=models.JSONField(default=dict),
                ),
            ],
            database_operations=[
                migrations.AddField(
                    model_name="product",
                    name="extra",
                    field=models.JSONField(
                        db_default=models.Value({}, models.JSONField())
                    ),
                ),
            ],
        ),
    ]
