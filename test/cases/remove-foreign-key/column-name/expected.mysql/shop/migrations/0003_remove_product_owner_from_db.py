from django.db import migrations


class Migration(migrations.Migration):
    # Step 2 of 2, for a later release, when no code from before
    # 0002_remove_product_owner_from_state runs any more.
    # It drops the column shop_product.belongs to. The models do not change.

    dependencies = [
        ("shop", "0002_remove_product_owner_from_state"),
    ]

    operations = [
        migrations.RunSQL(
            sql=[
                "ALTER TABLE `shop_product`"
                " DROP FOREIGN KEY `shop_product_belongs to_overlap`,"
                " DROP COLUMN `belongs to`",
            ],
            reverse_sql=[
                "ALTER TABLE `shop_product` ADD COLUMN `belongs to` bigint NULL",
                "ALTER TABLE `shop_product`"
                " ADD CONSTRAINT `shop_product_belongs to_overlap`"
                " FOREIGN KEY (`belongs to`) REFERENCES `shop_owner` (`id`)"
                " ON DELETE SET NULL",
            ],
        ),
    ]
