from django.db import migrations


class Migration(migrations.Migration):
    # Step 2 of 2, for a later release, when no code from before
    # 0002_delete_book_from_state runs any more.
    # It drops the table shop_book. The models do not change.

    dependencies = [
        ("shop", "0002_delete_book_from_state"),
    ]

    operations = [
        # Locked first, as a delete by live code does, so that the two cannot deadlock.
        migrations.RunSQL(
            sql=[
                'LOCK TABLE "shop_product" IN SHARE ROW EXCLUSIVE MODE',
                'DROP TABLE "shop_book"',
            ],
            reverse_sql=[
                'CREATE TABLE "shop_book" ('
                '"product_ptr_id" bigint NOT NULL PRIMARY KEY,'
                ' "pages" integer NOT NULL)',
                'ALTER TABLE "shop_book"'
                ' ADD CONSTRAINT "shop_book_product_ptr_id_overlap"'
                ' FOREIGN KEY ("product_ptr_id") REFERENCES "shop_product" ("id")'
                " ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED NOT VALID",
            ],
        ),
    ]
