import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("shop", "0001_initial")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.RemoveField("product", "owner")],
            database_operations=[
                migrations.AlterField(
                    "product",
                    "owner",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        to="shop.owner",
                    ),
                ),
                migrations.RunSQL(
                    [
                        "ALTER TABLE `shop_product` ADD CONSTRAINT `owner_overlap` FOREIGN KEY (`owner_id`) REFERENCES `shop_owner` (`id`) ON DELETE SET NULL"
                    ],
                    ["ALTER TABLE `shop_product` DROP FOREIGN KEY `owner_overlap`"],
                ),
            ],
        ),
    ]
