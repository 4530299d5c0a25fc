import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    # Step 1 of 2, for the release whose code has the new Product.owner.
    # Until step 2 the column is what old and new code can both live with. Step 2 adds
    # the foreign key of shop_product.owner_id: 0003_auto_db.

    dependencies = [
        ("shop", "0001_initial"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="product",
                    name="owner",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        to="shop.owner",
                    ),
                ),
            ],
            database_operations=[],
        ),
    ]
