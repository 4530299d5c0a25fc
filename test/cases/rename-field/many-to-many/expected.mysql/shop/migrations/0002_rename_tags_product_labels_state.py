from django.db import migrations


class Migration(migrations.Migration):
    # Step 1 of 2, for the release whose code knows Product.tags as labels.
    # The table keeps its name, and a view has the new one: old and new code read and
    # write the same rows. Step 2 renames the table of Product.labels:
    # 0003_rename_tags_product_labels_db.

    dependencies = [
        ("shop", "0001_initial"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RenameField(
                    model_name="product",
                    old_name="tags",
                    new_name="labels",
                ),
            ],
            database_operations=[
                # shop_product_tags under both names while both are in use: new code
                # reads and writes its rows by this view.
                migrations.RunSQL(
                    sql=[
                        "CREATE SQL SECURITY INVOKER VIEW `shop_product_labels` AS"
                        " SELECT `id`, `product_id`, `tag_id` FROM `shop_product_tags`",
                    ],
                    reverse_sql=[
                        "DROP VIEW `shop_product_labels`",
                    ],
                ),
            ],
        ),
    ]
