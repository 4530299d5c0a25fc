import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    # Step 1 of 2, for the release whose code no longer knows the model Book.
    # Old code may go on using the model Book while both run: its table stays. Step 2
    # drops the table shop_book: 0003_delete_book_from_db.

    dependencies = [
        ("shop", "0001_initial"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.DeleteModel(
                    name="Book",
                ),
            ],
            database_operations=[
                # Django finds the old constraint by what it is, whatever its name.
                migrations.AlterField(
                    model_name="book",
                    name="product_ptr",
                    field=models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        to="shop.product",
                    ),
                ),
                migrations.RunSQL(
                    sql=[
                        "ALTER TABLE `shop_book`"
                        " ADD CONSTRAINT `shop_book_product_ptr_id_overlap`"
                        " FOREIGN KEY (`product_ptr_id`)"
                        " REFERENCES `shop_product` (`id`) ON DELETE CASCADE",
                    ],
                    reverse_sql=[
                        "ALTER TABLE `shop_book`"
                        " DROP FOREIGN KEY `shop_book_product_ptr_id_overlap`",
                    ],
                ),
            ],
        ),
    ]
