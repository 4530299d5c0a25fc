from django.db import migrations


class Migration(migrations.Migration):
    # Step 2 of 2, for a later release, when no code from before 0002_auto_state runs
    # any more.
    # It drops the column shop_product.rating and drops the default of
    # shop_product.stars. The models do not change.

    dependencies = [
        ("shop", "0002_auto_state"),
    ]

    operations = [
        migrations.RunSQL(
            sql=[
                'ALTER TABLE "shop_product" ALTER COLUMN "stars" DROP DEFAULT',
            ],
            reverse_sql=[
                'ALTER TABLE "shop_product" ALTER COLUMN "stars" SET DEFAULT 0',
            ],
        ),
        migrations.RunSQL(
            sql=[
                'ALTER TABLE "shop_product" DROP COLUMN "rating"',
            ],
            reverse_sql=[
                'ALTER TABLE "shop_product" ADD COLUMN "rating" integer'
                " DEFAULT 0 NOT NULL",
            ],
        ),
    ]
