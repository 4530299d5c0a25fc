from django.db import migrations


class Migration(migrations.Migration):
    # Step 1 of 2, for the release whose code knows Product under another name in the
    # database.
    # The table keeps its name, and a view has the new one: old and new code read and
    # write the same rows. Step 2 renames the table of Product:
    # 0003_alter_product_table_db.

    dependencies = [
        ("shop", "0001_initial"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterModelTable(
                    name="product",
                    table="products",
                ),
            ],
            database_operations=[
                # shop_product under both names while both are in use: new code reads
                # and writes its rows by this view.
                migrations.RunSQL(
                    sql=[
                        "CREATE SQL SECURITY INVOKER VIEW `products` AS"
                        " SELECT `id`, `name`, `price` FROM `shop_product`",
                    ],
                    reverse_sql=[
                        "DROP VIEW `products`",
                    ],
                ),
            ],
        ),
    ]
