import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    # Step 1 of 2, for the release whose code no longer knows the model Product.
    # Old code may go on using the model Product while both run: its table stays. Step 2
    # drops the table shop_product: 0003_delete_product_from_db.

    dependencies = [
        ("shop", "0001_initial"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.DeleteModel(
                    name="Product",
                ),
            ],
            database_operations=[
                # Django finds the old constraint by what it is, whatever its name.
                migrations.AlterField(
                    model_name="product",
                    name="owner",
                    field=models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        to="shop.owner",
                    ),
                ),
                migrations.RunSQL(
                    sql=[
                        "ALTER TABLE `shop_product`"
                        " ADD CONSTRAINT `shop_product_owner_id_overlap`"
                        " FOREIGN KEY (`owner_id`) REFERENCES `shop_owner` (`id`)"
                        " ON DELETE CASCADE",
                    ],
                    reverse_sql=[
                        "ALTER TABLE `shop_product`"
                        " DROP FOREIGN KEY `shop_product_owner_id_overlap`",
                    ],
                ),
            ],
        ),
    ]
