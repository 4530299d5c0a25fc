from django.db import migrations


class Migration(migrations.Migration):
    # Step 2 of 2, for a later release, when no code from before
    # 0002_remove_product_tags_from_state runs any more.
    # It drops the table Product Tags. The models do not change.

    dependencies = [
        ("shop", "0002_remove_product_tags_from_state"),
    ]

    operations = [
        migrations.RunSQL(
            sql=[
                'DROP TABLE "Product Tags"',
            ],
            reverse_sql=[
                'CREATE TABLE "Product Tags" ('
                '"id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,'
                ' "product_id" bigint NOT NULL,'
                ' "tag_id" bigint NOT NULL)',
                'CREATE UNIQUE INDEX "Product Tags_product_id_tag_id_a4c97fdb_uniq"'
                ' ON "Product Tags" ("product_id", "tag_id")',
                'CREATE INDEX "Product Tags_product_id_e40ccaf1"'
                ' ON "Product Tags" ("product_id")',
                'CREATE INDEX "Product Tags_tag_id_a6c750bc"'
                ' ON "Product Tags" ("tag_id")',
            ],
        ),
    ]
