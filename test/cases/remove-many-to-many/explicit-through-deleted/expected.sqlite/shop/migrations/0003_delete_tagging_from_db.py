from django.db import migrations


class Migration(migrations.Migration):
    # Step 2 of 2, for a later release, when no code from before
    # 0002_delete_tagging_from_state runs any more.
    # It drops the table shop_tagging. The models do not change.

    dependencies = [
        ("shop", "0002_delete_tagging_from_state"),
    ]

    operations = [
        migrations.RunSQL(
            sql=[
                'DROP TABLE "shop_tagging"',
            ],
            reverse_sql=[
                'CREATE TABLE "shop_tagging" ('
                '"id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,'
                ' "since" date NOT NULL,'
                ' "product_id" bigint NOT NULL,'
                ' "tag_id" bigint NOT NULL)',
                'CREATE INDEX "shop_tagging_product_id_c99d51e1"'
                ' ON "shop_tagging" ("product_id")',
                'CREATE INDEX "shop_tagging_tag_id_98a59ae4"'
                ' ON "shop_tagging" ("tag_id")',
            ],
        ),
    ]
