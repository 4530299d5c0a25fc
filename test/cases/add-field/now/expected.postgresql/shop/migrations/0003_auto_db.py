from django.db import migrations


class Migration(migrations.Migration):
    # Step 2 of 2, for a later release, when no code from before 0002_auto_state runs
    # any more.
    # It drops the default of shop_product.seen. The models do not change.

    dependencies = [
        ("shop", "0002_auto_state"),
    ]

    operations = [
        migrations.RunSQL(
            sql=[
                'ALTER TABLE "shop_product" ALTER COLUMN "seen" DROP DEFAULT',
            ],
            reverse_sql=[
                'ALTER TABLE "shop_product" ALTER COLUMN "seen"'
                " SET DEFAULT (STATEMENT_TIMESTAMP())",
            ],
        ),
    ]
