import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    # Step 1 of 2, for the release whose code no longer knows the model Author and the
    # model Book.
    # - the model Author: old code may go on using the model Author while both run: its
    #   table stays.
    # - the model Book: old code may go on using the model Book while both run: its
    #   table stays.
    # Step 2 does the rest: 0003_auto_db.

    dependencies = [
        ("shop", "0001_initial"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RemoveField(
                    model_name="author",
                    name="best",
                ),
                migrations.RemoveField(
                    model_name="book",
                    name="author",
                ),
                migrations.DeleteModel(
                    name="Author",
                ),
                migrations.DeleteModel(
                    name="Book",
                ),
            ],
            database_operations=[
                # Django finds the old constraint by what it is, whatever its name.
                migrations.AlterField(
                    model_name="author",
                    name="best",
                    field=models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        to="shop.book",
                    ),
                ),
                migrations.RunSQL(
                    sql=[
                        "ALTER TABLE `shop_author`"
                        " ADD CONSTRAINT `shop_author_best_id_overlap`"
                        " FOREIGN KEY (`best_id`) REFERENCES `shop_book` (`id`)"
                        " ON DELETE SET NULL",
                    ],
                    reverse_sql=[
                        "ALTER TABLE `shop_author`"
                        " DROP FOREIGN KEY `shop_author_best_id_overlap`",
                    ],
                ),
                # Django finds the old constraint by what it is, whatever its name.
                migrations.AlterField(
                    model_name="book",
                    name="author",
                    field=models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        to="shop.author",
                    ),
                ),
                migrations.RunSQL(
                    sql=[
                        "ALTER TABLE `shop_book`"
                        " ADD CONSTRAINT `shop_book_author_id_overlap`"
                        " FOREIGN KEY (`author_id`) REFERENCES `shop_author` (`id`)"
                        " ON DELETE CASCADE",
                    ],
                    reverse_sql=[
                        "ALTER TABLE `shop_book`"
                        " DROP FOREIGN KEY `shop_book_author_id_overlap`",
                    ],
                ),
            ],
        ),
    ]
