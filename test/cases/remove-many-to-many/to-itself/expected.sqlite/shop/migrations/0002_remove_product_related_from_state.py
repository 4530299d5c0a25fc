from django.db import migrations, models


class Migration(migrations.Migration):
    # Step 1 of 2, for the release whose code no longer knows Product.related.
    # Old code may go on using the table shop_product_related while both run. Step 2
    # drops the table shop_product_related: 0003_remove_product_related_from_db.

    dependencies = [
        ("shop", "0001_initial"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RemoveField(
                    model_name="product",
                    name="related",
                ),
            ],
            database_operations=[
                # Django finds the old constraint by what it is, whatever its name.
                migrations.AlterField(
                    model_name="product",
                    name="related",
                    field=models.ManyToManyField(
                        db_constraint=False, to="shop.product"
                    ),
                ),
            ],
        ),
    ]
