import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("shop", "0002_remove_product_owner_from_state")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    ["ALTER TABLE `shop_product` DROP FOREIGN KEY `owner_overlap`"],
                    [
                        "ALTER TABLE `shop_product` ADD CONSTRAINT `owner_overlap` FOREIGN KEY (`owner_id`) REFERENCES `shop_owner` (`id`) ON DELETE SET NULL"
                    ],
                ),
                migrations.SeparateDatabaseAndState(
                    state_operations=[
                        migrations.AddField(
                            "product",
                            "owner",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                to="shop.owner",
                            ),
                        )
                    ]
                ),
                migrations.RemoveField("product", "owner"),
            ],
        ),
    ]
