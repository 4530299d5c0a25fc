from django.db import migrations, models


class Migration(migrations.Migration):
    # Step 1 of 2, for the release whose code first knows the model Tag.
    # Rows of shop_tag are let go of when old code deletes what they point at. Step 2
    # gives shop_tag the foreign keys of Django: 0003_tag_db.

    dependencies = [
        ("shop", "0001_initial"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="Tag",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("name", models.CharField(max_length=255)),
                        ("products", models.ManyToManyField(to="shop.product")),
                    ],
                ),
            ],
            database_operations=[
                migrations.CreateModel(
                    name="Tag",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True)),
                        ("name", models.CharField(max_length=255)),
                        (
                            "products",
                            models.ManyToManyField(
                                db_constraint=False, to="shop.product"
                            ),
                        ),
                    ],
                ),
                migrations.RunSQL(
                    sql=[
                        "ALTER TABLE `shop_tag_products`"
                        " ADD CONSTRAINT `shop_tag_products_tag_id_overlap`"
                        " FOREIGN KEY (`tag_id`) REFERENCES `shop_tag` (`id`)"
                        " ON DELETE CASCADE",
                        "ALTER TABLE `shop_tag_products`"
                        " ADD CONSTRAINT `shop_tag_products_product_id_overlap`"
                        " FOREIGN KEY (`product_id`) REFERENCES `shop_product` (`id`)"
                        " ON DELETE CASCADE",
                    ],
                    reverse_sql=[
                        "ALTER TABLE `shop_tag_products`"
                        " DROP FOREIGN KEY `shop_tag_products_tag_id_overlap`",
                        "ALTER TABLE `shop_tag_products`"
                        " DROP FOREIGN KEY `shop_tag_products_product_id_overlap`",
                    ],
                ),
            ],
        ),
    ]
