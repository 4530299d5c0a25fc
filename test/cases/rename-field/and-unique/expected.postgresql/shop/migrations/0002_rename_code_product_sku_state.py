import time
from django.db import migrations, models, transaction


def copy_shop_product_code_to_sku(apps, schema_editor):
    """Copy code to sku in all rows of shop_product, 1,000 at a time.

    Rows that others have locked are left for a later round, so that this never waits
    for them and they never for long. Triggers keep the two equal in rows that are
    written meanwhile.
    """
    connection = schema_editor.connection
    unequal = 'SELECT "id" FROM "shop_product" WHERE "sku" IS DISTINCT FROM "code"'
    update = 'UPDATE "shop_product" SET "sku" = "code" WHERE "id" IN'
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
                            "Another trigger of shop_product writes code or sku."
                        )
                    continue
            cursor.execute(unequal + " LIMIT 1", [])
            if cursor.fetchone() is None:
                return
            time.sleep(0.2)


class Migration(migrations.Migration):
    # Step 1 of 2, for the release whose code knows Product.code as sku and has the new
    # Product.sku.
    # - Product.code as sku: the database has the column under both names, and triggers
    #   keep the two equal.
    # - Product.sku: old code may write the same value twice until step 2.
    # Step 2 does the rest: 0003_rename_code_product_sku_db.

    # Each batch of rows, and each statement, is a transaction of its own.
    atomic = False

    dependencies = [
        ("shop", "0001_initial"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RenameField(
                    model_name="product",
                    old_name="code",
                    new_name="sku",
                ),
            ],
            database_operations=[],
        ),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="product",
                    name="sku",
                    field=models.CharField(max_length=20, unique=True),
                ),
            ],
            database_operations=[
                # shop_product.code under both names while both are in use: triggers
                # keep the two equal.
                migrations.RunSQL(
                    sql=[
                        'ALTER TABLE "shop_product"'
                        ' ADD COLUMN IF NOT EXISTS "sku" varchar(20) NULL',
                        'DROP TRIGGER IF EXISTS "zz_shop_product_code_sku_twin"'
                        ' ON "shop_product";\n'
                        'CREATE OR REPLACE FUNCTION "zz_shop_product_code_sku_twin"()'
                        " RETURNS trigger LANGUAGE plpgsql AS $bgsplit$\n"
                        "BEGIN\n"
                        "  IF TG_OP = 'UPDATE' THEN\n"
                        '    IF NEW."sku" IS DISTINCT FROM OLD."sku" THEN\n'
                        '      NEW."code" := NEW."sku";\n'
                        '    ELSIF NEW."code" IS DISTINCT FROM OLD."code" THEN\n'
                        '      NEW."sku" := NEW."code";\n'
                        "    END IF;\n"
                        '  ELSIF NEW."sku" IS NULL THEN\n'
                        '    NEW."sku" := NEW."code";\n'
                        "  ELSE\n"
                        '    NEW."code" := NEW."sku";\n'
                        "  END IF;\n"
                        "  RETURN NEW;\n"
                        "END\n"
                        "$bgsplit$;\n"
                        'CREATE TRIGGER "zz_shop_product_code_sku_twin" BEFORE INSERT'
                        ' OR UPDATE ON "shop_product" FOR EACH ROW'
                        ' EXECUTE FUNCTION "zz_shop_product_code_sku_twin"()',
                    ],
                    reverse_sql=[
                        'DROP TRIGGER IF EXISTS "zz_shop_product_code_sku_twin"'
                        ' ON "shop_product"',
                        'DROP FUNCTION IF EXISTS "zz_shop_product_code_sku_twin"()',
                        'ALTER TABLE "shop_product" DROP COLUMN IF EXISTS "sku"',
                    ],
                ),
            ],
        ),
        migrations.RunPython(
            copy_shop_product_code_to_sku,
            migrations.RunPython.noop,
        ),
    ]
