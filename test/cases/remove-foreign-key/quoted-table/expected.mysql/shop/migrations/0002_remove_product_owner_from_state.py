import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    # Step 1 of 2, for the release whose code no longer knows Product.owner.
    # Old code may go on using the column while both run: new code leaves it NULL, and
    # deleting the owner of a row empties it instead of failing. Step 2 drops the column
    # "hr"."staff".owner_id: 0003_remove_product_owner_from_db.

    dependencies = [
        ("shop", "0001_initial"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RemoveField(
                    model_name="product",
                    name="owner",
                ),
            ],
            database_operations=[
                # Django finds the old constraint by what it is, whatever its name.
                migrations.AlterField(
                    model_name="product",
                    name="owner",
                    field=models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        to="shop.owner",
                    ),
                ),
                migrations.RunSQL(
                    sql=[
                        'ALTER TABLE `"hr"."staff"`'
                        " ADD CONSTRAINT `staff_owner_id_overlap`"
                        " FOREIGN KEY (`owner_id`) REFERENCES `shop_owner` (`id`)"
                        " ON DELETE SET NULL",
                    ],
                    reverse_sql=[
                        'ALTER TABLE `"hr"."staff"`'
                        " DROP FOREIGN KEY `staff_owner_id_overlap`",
                    ],
                ),
            ],
        ),
    ]
