from django.db import migrations


class Migration(migrations.Migration):
    # Step 2 of 2, for a later release, when no code from before
    # 0002_product_owners_state runs any more.
    # It gives shop_product_owners the foreign keys of Django. The models do not change.

    dependencies = [
        ("shop", "0002_product_owners_state"),
    ]

    operations = [
        migrations.RunSQL(
            sql=[
                "ALTER TABLE `shop_product_owners`"
                " ADD CONSTRAINT"
                " `shop_product_owners_owner_id_915d5866_fk_shop_owner_id`"
                " FOREIGN KEY IF NOT EXISTS (`owner_id`)"
                " REFERENCES `shop_owner` (`id`)",
                "ALTER TABLE `shop_product_owners`"
                " ADD CONSTRAINT"
                " `shop_product_owners_product_id_6cb161d4_fk_shop_product_id`"
                " FOREIGN KEY IF NOT EXISTS (`product_id`)"
                " REFERENCES `shop_product` (`id`)",
                "ALTER TABLE `shop_product_owners`"
                " DROP FOREIGN KEY IF EXISTS `shop_product_owners_product_id_overlap`",
                "ALTER TABLE `shop_product_owners`"
                " DROP FOREIGN KEY IF EXISTS `shop_product_owners_owner_id_overlap`",
                "DROP INDEX IF EXISTS `shop_product_owners_product_id_6cb161d4`"
                " ON `shop_product_owners`",
            ],
            reverse_sql=[
                "ALTER TABLE `shop_product_owners`"
                " ADD CONSTRAINT `shop_product_owners_product_id_overlap`"
                " FOREIGN KEY IF NOT EXISTS (`product_id`)"
                " REFERENCES `shop_product` (`id`) ON DELETE CASCADE",
                "ALTER TABLE `shop_product_owners`"
                " ADD CONSTRAINT `shop_product_owners_owner_id_overlap`"
                " FOREIGN KEY IF NOT EXISTS (`owner_id`)"
                " REFERENCES `shop_owner` (`id`) ON DELETE CASCADE",
                "CREATE INDEX IF NOT EXISTS `shop_product_owners_product_id_6cb161d4`"
                " ON `shop_product_owners` (`product_id`)",
                "ALTER TABLE `shop_product_owners`"
                " DROP FOREIGN KEY IF EXISTS"
                " `shop_product_owners_owner_id_915d5866_fk_shop_owner_id`",
                "ALTER TABLE `shop_product_owners`"
                " DROP FOREIGN KEY IF EXISTS"
                " `shop_product_owners_product_id_6cb161d4_fk_shop_product_id`",
            ],
        ),
    ]
