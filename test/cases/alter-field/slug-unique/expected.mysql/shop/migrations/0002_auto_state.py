from django.db import migrations, models


class Migration(migrations.Migration):
    # Step 1 of 2, for the release whose code has the new Product.slug.
    # Old code may write the same value twice until step 2. Step 2 makes
    # shop_product.slug unique: 0003_auto_db.

    dependencies = [
        ("shop", "0001_initial"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="product",
                    name="slug",
                    field=models.SlugField(unique=True),
                ),
            ],
            database_operations=[],
        ),
    ]
