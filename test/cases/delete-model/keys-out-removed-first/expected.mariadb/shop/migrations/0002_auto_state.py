import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    # Step 1 of 2, for the release whose code no longer knows the model Product and the
    # model Owner.
    # - the model Product: old code may go on using the model Product while both run:
    #   its table stays.
    # - the model Owner: old code may go on using the model Owner while both run: its
    #   table stays.
    # Step 2 does the rest: 0003_auto_db.

    dependencies = [
        ("shop", "0001_initial"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RemoveField(
                    model_name="product",
                    name="owner",
                ),
                migrations.DeleteModel(
                    name="Product",
                ),
                migrations.DeleteModel(
                    name="Owner",
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
