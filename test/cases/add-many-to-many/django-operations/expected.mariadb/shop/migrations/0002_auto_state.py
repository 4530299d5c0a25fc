from django.db import migrations, models


class Migration(migrations.Migration):
    # Step 1 of 2, for the release whose code first knows Product.owners.
    # Rows of shop_product_owners go along when old code deletes what they point at.
    # Step 2 gives shop_product_owners the foreign keys of Django: 0003_auto_db.

    dependencies = [
        ("shop", "0001_initial"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AddField(
                    model_name="product",
                    name="owners",
                    field=models.ManyToManyField(to="shop.owner"),
                ),
            ],
            database_operations=[
                migrations.AddField(
                    model_name="product",
                    name="owners",
                    field=models.ManyToManyField(db_constraint=False, to="shop.owner"),
                ),
                migrations.RunSQL(
                    sql=[
                        "ALTER TABLE `shop_product_owners`"
                        " ADD CONSTRAINT `shop_product_owners_product_id_overlap`"
                        " FOREIGN KEY (`product_id`) REFERENCES `shop_product` (`id`)"
                        " ON DELETE CASCADE",
                        "ALTER TABLE `shop_product_owners`"
                        " ADD CONSTRAINT `shop_product_owners_owner_id_overlap`"
                        " FOREIGN KEY (`owner_id`) REFERENCES `shop_owner` (`id`)"
                        " ON DELETE CASCADE",
                    ],
                    reverse_sql=[
                        "ALTER TABLE `shop_product_owners`"
                        " DROP FOREIGN KEY `shop_product_owners_product_id_overlap`",
                        "ALTER TABLE `shop_product_owners`"
                        " DROP FOREIGN KEY `shop_product_owners_owner_id_overlap`",
                    ],
                ),
            ],
        ),
    ]
