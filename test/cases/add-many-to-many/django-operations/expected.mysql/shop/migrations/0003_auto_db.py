from django.db import migrations, models


class Migration(migrations.Migration):
    # Step 2 of 2, for a later release, when no code from before 0002_auto_state runs
    # any more.
    # It gives shop_product_owners the foreign keys of Django. The models do not change.

    dependencies = [
        ("shop", "0002_auto_state"),
    ]

    operations = [
        # The keys of the overlap, before Django's own.
        migrations.RunSQL(
            sql=[
                "ALTER TABLE `shop_product_owners`"
                " DROP FOREIGN KEY `shop_product_owners_product_id_overlap`",
                "ALTER TABLE `shop_product_owners`"
                " DROP FOREIGN KEY `shop_product_owners_owner_id_overlap`",
            ],
            reverse_sql=[
                "ALTER TABLE `shop_product_owners`"
                " ADD CONSTRAINT `shop_product_owners_product_id_overlap`"
                " FOREIGN KEY (`product_id`) REFERENCES `shop_product` (`id`)"
                " ON DELETE CASCADE",
                "ALTER TABLE `shop_product_owners`"
                " ADD CONSTRAINT `shop_product_owners_owner_id_overlap`"
                " FOREIGN KEY (`owner_id`) REFERENCES `shop_owner` (`id`)"
                " ON DELETE CASCADE",
            ],
        ),
        # Django is told of what is there; the project state does not change.
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.SeparateDatabaseAndState(
                    state_operations=[
                        migrations.AlterField(
                            model_name="product",
                            name="owners",
                            field=models.ManyToManyField(
                                db_constraint=False, to="shop.owner"
                            ),
                        ),
                    ],
                ),
                migrations.AlterField(
                    model_name="product",
                    name="owners",
                    field=models.ManyToManyField(to="shop.owner"),
                ),
            ],
        ),
    ]
