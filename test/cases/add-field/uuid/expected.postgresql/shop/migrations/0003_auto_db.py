from django.db import migrations


class Migration(migrations.Migration):
    # Step 2 of 2, for a later release, when no code from before 0002_auto_state runs
    # any more.
    # It sets NOT NULL on shop_product.token and drops its default. The models do not
    # change.

    # Each batch of rows, and each statement, is a transaction of its own.
    atomic = False

    dependencies = [
        ("shop", "0002_auto_state"),
    ]

    operations = [
        migrations.RunSQL(
            sql=[
                'ALTER TABLE "shop_product" ALTER COLUMN "token" DROP DEFAULT',
                'ALTER TABLE "shop_product"'
                ' DROP CONSTRAINT IF EXISTS "shop_product_token_not_null",'
                ' ADD CONSTRAINT "shop_product_token_not_null"'
                ' CHECK ("token" IS NOT NULL) NOT VALID',
                'ALTER TABLE "shop_product" VALIDATE CONSTRAINT'
                ' "shop_product_token_not_null"',
                'ALTER TABLE "shop_product" ALTER COLUMN "token" SET NOT NULL',
                'ALTER TABLE "shop_product"'
                ' DROP CONSTRAINT "shop_product_token_not_null"',
            ],
            reverse_sql=[
                'ALTER TABLE "shop_product" ALTER COLUMN "token"'
                ' SET DEFAULT (GEN_RANDOM_UUID()), ALTER COLUMN "token" DROP NOT NULL',
            ],
        ),
    ]
