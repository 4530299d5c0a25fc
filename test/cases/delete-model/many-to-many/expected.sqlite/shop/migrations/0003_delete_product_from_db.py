from django.db import migrations


class Migration(migrations.Migration):
    # Step 2 of 2, for a later release, when no code from before
    # 0002_delete_product_from_state runs any more.
    # It drops the tables shop_product_tags, shop_product. The models do not change.

    dependencies = [
        ("shop", "0002_delete_product_from_state"),
    ]

    operations = [
        migrations.RunSQL(
            sql=[
                'DROP TABLE "shop_product_tags"',
                'DROP TABLE "shop_product"',
            ],
            reverse_sql=[
                'CREATE TABLE "shop_product" ('
                '"id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,'
                ' "name" varchar(255) NOT NULL)',
                'CREATE TABLE "shop_product_tags" ('
                '"id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,'
                ' "product_id" bigint NOT NULL,'
                ' "tag_id" bigint NOT NULL)',
                "CREATE UNIQUE INDEX"
                ' "shop_product_tags_product_id_tag_id_a244154e_uniq"'
                ' ON "shop_product_tags" ("product_id", "tag_id")',
                'CREATE INDEX "shop_product_tags_product_id_9a158885"'
                ' ON "shop_product_tags" ("product_id")',
                'CREATE INDEX "shop_product_tags_tag_id_dd30c4fb"'
                ' ON "shop_product_tags" ("tag_id")',
            ],
        ),
    ]
