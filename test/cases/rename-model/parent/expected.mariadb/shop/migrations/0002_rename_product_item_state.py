from django.db import IntegrityError, migrations, router, transaction


def rename_content_type_product_to_item(apps, schema_editor, old="product", new="item"):
    """Rename the content type of Product, as RenameModel would: what points at it
    stays with Item.
    """
    alias = schema_editor.connection.alias
    try:
        ContentType = apps.get_model("contenttypes", "ContentType")
    except LookupError:
        return
    if not router.allow_migrate_model(alias, ContentType):
        return
    try:
        with transaction.atomic(using=alias):
            rows = ContentType.objects.using(alias).filter(app_label="shop", model=old)
            rows.update(model=new)
    except IntegrityError:
        # There is one of that name already: remove_stale_contenttypes asks what to do
        # with the other.
        pass
    ContentType.objects.clear_cache()


def rename_content_type_item_to_product(apps, schema_editor):
    """The same on the way back."""
    rename_content_type_product_to_item(apps, schema_editor, old="item", new="product")


class Migration(migrations.Migration):
    # Step 1 of 2, for the release whose code knows the model Product as Item.
    # The table keeps its name, and a view has the new one: old and new code read and
    # write the same rows. Step 2 renames the table of Item:
    # 0003_rename_product_item_db.

    dependencies = [
        ("shop", "0001_initial"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RenameModel(
                    old_name="Product",
                    new_name="Item",
                ),
            ],
            database_operations=[
                # shop_product under both names while both are in use: new code reads
                # and writes its rows by this view.
                migrations.RunSQL(
                    sql=[
                        "CREATE SQL SECURITY INVOKER VIEW `shop_item` AS"
                        " SELECT `id`, `name`, `price` FROM `shop_product`",
                    ],
                    reverse_sql=[
                        "DROP VIEW `shop_item`",
                    ],
                ),
            ],
        ),
        migrations.RunPython(
            rename_content_type_product_to_item,
            rename_content_type_item_to_product,
        ),
    ]
