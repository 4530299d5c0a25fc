import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    # Step 2 of 2, for a later release, when no code from before
    # 0002_remove_product_owner_from_state runs any more.
    # It drops the column shop_product.owner_id. The models do not change.

    dependencies = [
        ("shop", "0002_remove_product_owner_from_state"),
    ]

    operations = [
        # On the way back, the keys of the overlap.
        migrations.RunSQL(
            sql=migrations.RunSQL.noop,
            reverse_sql=[
                "ALTER TABLE `shop_product`"
                " ADD CONSTRAINT `shop_product_owner_id_overlap`"
                " FOREIGN KEY (`owner_id`) REFERENCES `shop_owner` (`id`)"
                " ON DELETE SET NULL",
            ],
        ),
        # Django is told of what it is to drop; the project state does not change.
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.SeparateDatabaseAndState(
                    state_operations=[
                        migrations.AddField(
                            model_name="product",
                            name="owner",
                            field=models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                to="shop.owner",
                            ),
                        ),
                    ],
                ),
                migrations.RemoveField(
                    model_name="product",
                    name="owner",
                ),
            ],
        ),
    ]
