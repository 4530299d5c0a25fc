from django.db import migrations, models


class Migration(migrations.Migration):
    # Step 1 of 2, for the release whose code has the new Product.rating and
    # Product.sku.
    # - Product.rating: old code may leave the column NULL until step 2, and new code
    #   may read that.
    # - Product.sku: the column goes on taking the values that old code may write.
    # Step 2 does the rest: 0003_auto_db.

    dependencies = [
        ("shop", "0001_initial"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="product",
                    name="rating",
                    field=models.IntegerField(default=0),
                ),
                migrations.AlterField(
                    model_name="product",
                    name="sku",
                    field=models.CharField(max_length=20),
                ),
            ],
            database_operations=[],
        ),
    ]
