import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    # Step 1 of 2, for the release whose code first knows the model Order.
    # Rows of shop_order are let go of when old code deletes what they point at. Step 2
    # gives shop_order the foreign keys of Django: 0003_order_db.

    dependencies = [
        ("shop", "0001_initial"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="Order",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("number", models.IntegerField()),
                        (
                            "owner",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                to="shop.owner",
                            ),
                        ),
                        (
                            "product",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                to="shop.product",
                            ),
                        ),
                    ],
                ),
            ],
            database_operations=[
                migrations.CreateModel(
                    name="Order",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True)),
                        ("number", models.IntegerField()),
                        (
                            "owner",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                to="shop.owner",
                            ),
                        ),
                        (
                            "product",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                to="shop.product",
                            ),
                        ),
                    ],
                ),
                migrations.RunSQL(
                    sql=[
                        "ALTER TABLE `shop_order`"
                        " ADD CONSTRAINT `shop_order_owner_id_overlap`"
                        " FOREIGN KEY (`owner_id`) REFERENCES `shop_owner` (`id`)"
                        " ON DELETE CASCADE",
                        "ALTER TABLE `shop_order`"
                        " ADD CONSTRAINT `shop_order_product_id_overlap`"
                        " FOREIGN KEY (`product_id`) REFERENCES `shop_product` (`id`)"
                        " ON DELETE CASCADE",
                    ],
                    reverse_sql=[
                        "ALTER TABLE `shop_order`"
                        " DROP FOREIGN KEY `shop_order_owner_id_overlap`",
                        "ALTER TABLE `shop_order`"
                        " DROP FOREIGN KEY `shop_order_product_id_overlap`",
                    ],
                ),
            ],
        ),
    ]
