from django.db import IntegrityError, router, transaction


def rename_content_type_product_to_orderline(
    apps, schema_editor, old="product", new="orderline"
):
    """Rename the content type of Product, as RenameModel would: what points at it
    stays with OrderLine.
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


def rename_content_type_orderline_to_product(apps, schema_editor):
    """The same on the way back."""
    rename_content_type_product_to_orderline(
        apps, schema_editor, old="orderline", new="product"
    )
