import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    # Step 1 of 2, for the release whose code no longer knows the model Tagging.
    # Old code may go on using the model Tagging while both run: its table stays. Step 2
    # drops the table shop_tagging: 0003_delete_tagging_from_db.

    dependencies = [
        ("shop", "0001_initial"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RemoveField(
                    model_name="tagging",
                    name="product",
                ),
                migrations.RemoveField(
                    model_name="tagging",
                    name="tag",
                ),
            ],
            database_operations=[
                # Django finds the old constraint by what it is, whatever its name.
                migrations.AlterField(
                    model_name="tagging",
                    name="product",
                    field=models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        to="shop.product",
                    ),
                ),
                migrations.RunSQL(
                    sql=[
                        "ALTER TABLE `shop_tagging`"
                        " ADD CONSTRAINT `shop_tagging_product_id_overlap`"
                        " FOREIGN KEY (`product_id`) REFERENCES `shop_product` (`id`)"
                        " ON DELETE CASCADE",
                    ],
                    reverse_sql=[
                        "ALTER TABLE `shop_tagging`"
                        " DROP FOREIGN KEY `shop_tagging_product_id_overlap`",
                    ],
                ),
                # Django finds the old constraint by what it is, whatever its name.
                migrations.AlterField(
                    model_name="tagging",
                    name="tag",
                    field=models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        to="shop.tag",
                    ),
                ),
                migrations.RunSQL(
                    sql=[
                        "ALTER TABLE `shop_tagging`"
                        " ADD CONSTRAINT `shop_tagging_tag_id_overlap`"
                        " FOREIGN KEY (`tag_id`) REFERENCES `shop_tag` (`id`)"
                        " ON DELETE CASCADE",
                    ],
                    reverse_sql=[
                        "ALTER TABLE `shop_tagging`"
                        " DROP FOREIGN KEY `shop_tagging_tag_id_overlap`",
                    ],
                ),
            ],
        ),
        migrations.RemoveField(
            model_name="product",
            name="tags",
        ),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.DeleteModel(
                    name="Tagging",
                ),
            ],
            database_operations=[],
        ),
    ]
