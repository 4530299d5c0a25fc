from django.db import migrations


class Migration(migrations.Migration):
    # Step 2 of 2, for a later release, when no code from before
    # 0002_delete_product_from_state runs any more.
    # It drops the table shop_product. The models do not change.

    dependencies = [
        ("shop", "0002_delete_product_from_state"),
    ]

    operations = [
        migrations.RunSQL(
            sql=[
                'DROP TABLE "shop_product"',
            ],
            reverse_sql=[
                'CREATE TABLE "shop_product" ('
                '"id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,'
                ' "name" varchar(255) NOT NULL)',
            ],
        ),
    ]
