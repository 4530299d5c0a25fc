import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    # Step 1 of 2, for the release whose code no longer knows Product.owner.
    # Old code may go on using the column while both run: new code leaves it NULL, and
    # deleting the owner of a row empties it instead of failing. Step 2 drops the column
    # "hr"."staff".owner_id: 0003_remove_product_owner_from_db.

    dependencies = [
        ("shop", "0001_initial"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RemoveField(
                    model_name="product",
                    name="owner",
                ),
            ],
            database_operations=[
                migrations.AlterField(
                    model_name="product",
                    name="owner",
                    field=models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        to="shop.owner",
                    ),
                ),
                migrations.RunSQL(
                    sql=[
                        'ALTER TABLE "hr"."staff"'
                        ' DROP CONSTRAINT "staff_owner_id_bbc6cc69_fk_shop_owner_id"',
                        'ALTER TABLE "hr"."staff"'
                        ' ADD CONSTRAINT "staff_owner_id_overlap"'
                        ' FOREIGN KEY ("owner_id") REFERENCES "shop_owner" ("id")'
                        " ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED NOT VALID",
                    ],
                    reverse_sql=[
                        'ALTER TABLE "hr"."staff"'
                        ' DROP CONSTRAINT "staff_owner_id_overlap"',
                    ],
                ),
            ],
        ),
    ]
