import django.db.models.functions
from django.core.management.base import CommandError
from django.db import migrations


def check_product_sku_length(apps, schema_editor):
    """Stop before anything is changed while there are rows that do not fit."""
    Product = apps.get_model('shop', 'Product')
    rows = Product._base_manager.using(schema_editor.connection.alias)
    rows = rows.annotate(length=django.db.models.functions.Length('sku')).filter(
        length__gt=20
    )
    count = rows.count()
    if count:
        some = ', '.join(
            str(pk) for pk in rows.order_by('pk').values_list('pk', flat=True)[:5]
        )
        raise CommandError(
            f'Rows of shop_product whose sku has more than 20 characters: {count} '
            f'(first: {some}). Change these, then run migrate again.'
        )


def fill_product_sku(apps, schema_editor):
    """Give each Product whose sku is NULL the default, 1,000 rows at a time."""
    Product = apps.get_model('shop', 'Product')
    rows = Product._base_manager.using(schema_editor.connection.alias)
    rows = rows.filter(sku__isnull=True).order_by('pk')
    batch = list(rows.values_list('pk', flat=True)[:1000])
    while batch:
        rows.filter(pk__in=batch).update(sku="it's new")
        batch = list(rows.filter(pk__gt=batch[-1]).values_list('pk', flat=True)[:1000])


class Migration(migrations.Migration):
    # Step 2 of 2, for a later release, when no code from before 0002_auto_state runs
    # any more.
    # It gives shop_product.sku its new type and sets NOT NULL on it. The models do not
    # change.

    # Each batch of rows, and each statement, is a transaction of its own.
    atomic = False

    dependencies = [
        ('shop', '0002_auto_state'),
    ]

    operations = [
        migrations.RunPython(
            check_product_sku_length,
            migrations.RunPython.noop,
        ),
        migrations.RunPython(
            fill_product_sku,
            migrations.RunPython.noop,
        ),
        migrations.RunSQL(
            sql=[
                'ALTER TABLE `shop_product` MODIFY `sku` varchar(20) NOT NULL',
            ],
            reverse_sql=[
                'ALTER TABLE `shop_product` MODIFY `sku` varchar(100) NULL',
            ],
        ),
    ]
