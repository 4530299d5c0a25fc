from django.db import migrations


class Migration(migrations.Migration):
    # Step 2 of 2, for a later release, when no code from before
    # 0002_product_owner_state runs any more.
    # It adds the foreign key of shop_product.owner_id. The models do not change.

    dependencies = [
        ("shop", "0002_product_owner_state"),
    ]

    operations = [
        migrations.RunSQL(
            sql=[
                "ALTER TABLE `shop_product`"
                " ADD CONSTRAINT `shop_product_owner_id_c7c481d9_fk_shop_owner_id`"
                " FOREIGN KEY (`owner_id`) REFERENCES `shop_owner` (`id`)",
                "ALTER TABLE `shop_product`"
                " DROP FOREIGN KEY `shop_product_owner_id_overlap`",
            ],
            reverse_sql=[
                "ALTER TABLE `shop_product`"
                " ADD CONSTRAINT `shop_product_owner_id_overlap`"
                " FOREIGN KEY (`owner_id`) REFERENCES `shop_owner` (`id`)"
                " ON DELETE SET NULL",
                "ALTER TABLE `shop_product`"
                " DROP FOREIGN KEY `shop_product_owner_id_c7c481d9_fk_shop_owner_id`",
            ],
        ),
    ]
