from django.db import migrations


class Migration(migrations.Migration):
    # Step 2 of 2, for a later release, when no code from before 0002_auto_state runs
    # any more.
    # It drops the table shop_author and drops the table shop_book. The models do not
    # change.

    dependencies = [
        ("shop", "0002_auto_state"),
    ]

    operations = [
        migrations.RunSQL(
            sql=[
                'DROP TABLE "shop_author"',
            ],
            reverse_sql=[
                'CREATE TABLE "shop_author" ('
                '"id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,'
                ' "name" varchar(255) NOT NULL,'
                ' "best_id" bigint NULL)',
                'CREATE INDEX "shop_author_best_id_2cbcda8d"'
                ' ON "shop_author" ("best_id")',
            ],
        ),
        migrations.RunSQL(
            sql=[
                'DROP TABLE "shop_book"',
            ],
            reverse_sql=[
                'CREATE TABLE "shop_book" ('
                '"id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,'
                ' "name" varchar(255) NOT NULL,'
                ' "author_id" bigint NOT NULL)',
                'CREATE INDEX "shop_book_author_id_82b8ab51"'
                ' ON "shop_book" ("author_id")',
            ],
        ),
    ]
