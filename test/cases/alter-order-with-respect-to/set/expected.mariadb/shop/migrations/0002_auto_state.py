from django.db import migrations, models


class Migration(migrations.Migration):
    # Step 1 of 2, for the release whose code first knows the order of Product.
    # Old code does not know the column _order: the database fills in 0. Step 2 drops
    # the default of the column shop_product._order: 0003_auto_db.

    dependencies = [
        ("shop", "0001_initial"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterOrderWithRespectTo(
                    name="product",
                    order_with_respect_to="owner",
                ),
            ],
            database_operations=[
                migrations.AddField(
                    model_name="product",
                    name="_order",
                    field=models.IntegerField(db_default=0),
                ),
            ],
        ),
    ]
