from django.db import migrations, models


class Migration(migrations.Migration):
    # Step 1 of 2, for the release whose code has the new Product.rating.
    # Old code leaves the value to the default of the database, which stays until
    # step 2. Step 2 drops the default of shop_product.rating: 0003_auto_db.

    dependencies = [
        ("shop", "0001_initial"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="product",
                    name="rating",
                    field=models.IntegerField(),
                ),
            ],
            database_operations=[],
        ),
    ]
