from django.db import migrations, models


class Migration(migrations.Migration):
    # Step 1 of 2, for the release whose code no longer knows the order of Product.
    # New code does not know the column _order: the database fills in 0. Step 2 drops
    # the column shop_product._order: 0003_remove_product_order_from_db.

    dependencies = [
        ("shop", "0001_initial"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterOrderWithRespectTo(
                    name="product",
                    order_with_respect_to=None,
                ),
            ],
            database_operations=[
                # Django is told of the column as a field like any other.
                migrations.SeparateDatabaseAndState(
                    state_operations=[
                        migrations.AlterOrderWithRespectTo(
                            name="product",
                            order_with_respect_to=None,
                        ),
                        migrations.AddField(
                            model_name="product",
                            name="_order",
                            field=models.IntegerField(),
                        ),
                    ],
                ),
                migrations.AlterField(
                    model_name="product",
                    name="_order",
                    field=models.IntegerField(db_default=0),
                ),
            ],
        ),
    ]
