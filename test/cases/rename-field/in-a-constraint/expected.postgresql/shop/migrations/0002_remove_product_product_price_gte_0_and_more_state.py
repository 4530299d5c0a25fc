import time
from django.db import migrations, models, transaction


def copy_shop_product_price_to_cost(apps, schema_editor):
    """Copy price to cost in all rows of shop_product, 1,000 at a time.

    Rows that others have locked are left for a later round, so that this never waits
    for them and they never for long. Triggers keep the two equal in rows that are
    written meanwhile.
    """
    connection = schema_editor.connection
    unequal = 'SELECT "id" FROM "shop_product" WHERE "cost" IS DISTINCT FROM "price"'
    update = 'UPDATE "shop_product" SET "cost" = "price" WHERE "id" IN'
    batch = ' ORDER BY "id" LIMIT 1000 FOR NO KEY UPDATE'
    among = ' AND "id" IN'
    # Where each batch is a transaction of its own. In one for all, whoever holds a row
    # may be waiting for an earlier batch, and the database has to notice.
    if not connection.in_atomic_block:
        batch += " SKIP LOCKED"
    keys = []
    with connection.cursor() as cursor:
        while True:
            after = ' AND "id" > %s' if keys else ""
            with transaction.atomic(using=connection.alias, savepoint=False):
                cursor.execute(unequal + after + batch, keys[-1:])
                keys = [key for (key,) in cursor.fetchall()]
                if keys:
                    marks = ", ".join(["%s"] * len(keys))
                    cursor.execute(f"{update} ({marks})", keys)
                    cursor.execute(f"{unequal}{among} ({marks})", keys)
                    if cursor.fetchone() is not None:
                        raise RuntimeError(
                            "Another trigger of shop_product writes price or cost."
                        )
                    continue
            cursor.execute(unequal + " LIMIT 1", [])
            if cursor.fetchone() is None:
                return
            time.sleep(0.2)


class Migration(migrations.Migration):
    # Step 1 of 2, for the release whose code knows Product.price as cost and first
    # knows the constraint product_cost_gte_0 of Product.
    # - Product.price as cost: the database has the column under both names, and
    #   triggers keep the two equal.
    # - the constraint product_cost_gte_0 of Product: old code may write rows that do
    #   not hold to it, so that the database does not ask for it yet.
    # Step 2 does the rest: 0003_remove_product_product_price_gte_0_and_more_db.

    dependencies = [
        ("shop", "0001_initial"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="product",
            name="product_price_gte_0",
        ),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RenameField(
                    model_name="product",
                    old_name="price",
                    new_name="cost",
                ),
            ],
            database_operations=[],
        ),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AddConstraint(
                    model_name="product",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("cost__gte", 0)), name="product_cost_gte_0"
                    ),
                ),
            ],
            database_operations=[
                # shop_product.price under both names while both are in use: triggers
                # keep the two equal.
                migrations.RunSQL(
                    sql=[
                        'ALTER TABLE "shop_product" ADD COLUMN "cost" integer NULL',
                        'CREATE FUNCTION "zz_shop_product_price_cost_twin"() RETURNS'
                        " trigger LANGUAGE plpgsql AS $bgsplit$\n"
                        "BEGIN\n"
                        "  IF TG_OP = 'UPDATE' THEN\n"
                        '    IF NEW."cost" IS DISTINCT FROM OLD."cost" THEN\n'
                        '      NEW."price" := NEW."cost";\n'
                        '    ELSIF NEW."price" IS DISTINCT FROM OLD."price" THEN\n'
                        '      NEW."cost" := NEW."price";\n'
                        "    END IF;\n"
                        '  ELSIF NEW."cost" IS NULL THEN\n'
                        '    NEW."cost" := NEW."price";\n'
                        "  ELSE\n"
                        '    NEW."price" := NEW."cost";\n'
                        "  END IF;\n"
                        "  RETURN NEW;\n"
                        "END\n"
                        "$bgsplit$;\n"
                        'CREATE TRIGGER "zz_shop_product_price_cost_twin" BEFORE'
                        ' INSERT OR UPDATE ON "shop_product" FOR EACH ROW'
                        ' EXECUTE FUNCTION "zz_shop_product_price_cost_twin"()',
                    ],
                    reverse_sql=[
                        'DROP TRIGGER "zz_shop_product_price_cost_twin"'
                        ' ON "shop_product"',
                        'DROP FUNCTION "zz_shop_product_price_cost_twin"()',
                        'ALTER TABLE "shop_product" DROP COLUMN "cost"',
                    ],
                ),
            ],
        ),
        migrations.RunPython(
            copy_shop_product_price_to_cost,
            migrations.RunPython.noop,
        ),
    ]
