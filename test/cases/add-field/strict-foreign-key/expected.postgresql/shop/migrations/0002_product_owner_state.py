import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    # Step 1 of 2, for the release whose code first knows Product.owner.
    # Old code does not know the column. Deleting what it points at empties it, until
    # step 2. Step 2 adds the foreign key of shop_product.owner_id:
    # 0003_product_owner_db.

    dependencies = [
        ("shop", "0001_initial"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AddField(
                    model_name="product",
                    name="owner",
                    field=models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        to="shop.owner",
                    ),
                ),
            ],
            database_operations=[
                migrations.AddField(
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
                        'ALTER TABLE "shop_product"'
                        ' ADD CONSTRAINT "shop_product_owner_id_overlap"'
                        ' FOREIGN KEY ("owner_id") REFERENCES "shop_owner" ("id")'
                        " ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED NOT VALID",
                    ],
                    reverse_sql=[
                        'ALTER TABLE "shop_product"'
                        ' DROP CONSTRAINT "shop_product_owner_id_overlap"',
                    ],
                ),
            ],
        ),
    ]
