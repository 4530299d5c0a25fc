from django.db import migrations, models


class Migration(migrations.Migration):
    # Step 2 of 2, for a later release, when no code from before
    # 0002_remove_product_tags_from_state runs any more.
    # It drops the table shop_product_tags. The models do not change.

    dependencies = [
        ("shop", "0002_remove_product_tags_from_state"),
    ]

    operations = [
        # On the way back, the keys of the overlap.
        migrations.RunSQL(
            sql=migrations.RunSQL.noop,
            reverse_sql=[
                "ALTER TABLE `shop_product_tags`"
                " ADD CONSTRAINT `shop_product_tags_product_id_overlap`"
                " FOREIGN KEY (`product_id`) REFERENCES `shop_product` (`id`)"
                " ON DELETE CASCADE",
                "ALTER TABLE `shop_product_tags`"
                " ADD CONSTRAINT `shop_product_tags_tag_id_overlap`"
                " FOREIGN KEY (`tag_id`) REFERENCES `shop_tag` (`id`)"
                " ON DELETE CASCADE",
            ],
        ),
        # Django is told of what it is to drop; the project state does not change.
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.SeparateDatabaseAndState(
                    state_operations=[
                        migrations.AddField(
                            model_name="product",
                            name="tags",
                            field=models.ManyToManyField(
                                db_constraint=False, to="shop.tag"
                            ),
                        ),
                    ],
                ),
                migrations.RemoveField(
                    model_name="product",
                    name="tags",
                ),
            ],
        ),
    ]
