from django.db import migrations, models


class Migration(migrations.Migration):
    # Step 1 of 2, for the release whose code has the new Product.rating.
    # The column goes on taking the values that old code may write. Step 2 adds the
    # check of shop_product.rating: 0003_auto_db.

    dependencies = [
        ("shop", "0001_initial"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="product",
                    name="rating",
                    field=models.PositiveIntegerField(),
                ),
            ],
            database_operations=[],
        ),
    ]
