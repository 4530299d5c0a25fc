import time
from django.db import migrations, transaction


def copy_shop_product_owner_id_to_keeper_id(apps, schema_editor):
    """Copy owner_id to keeper_id in all rows of shop_product, 1,000 at a time.

    Rows that others have locked are left for a later round, so that this never waits
    for them and they never for long. Triggers keep the two equal in rows that are
    written meanwhile.
    """
    connection = schema_editor.connection
    unequal = (
        'SELECT "id" FROM "shop_product" WHERE "keeper_id" IS DISTINCT FROM "owner_id"'
    )
    update = 'UPDATE "shop_product" SET "keeper_id" = "owner_id" WHERE "id" IN'
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
                            "Another trigger of shop_product writes owner_id or keeper_id."
                        )
                    continue
            cursor.execute(unequal + " LIMIT 1", [])
            if cursor.fetchone() is None:
                return
            time.sleep(0.2)


class Migration(migrations.Migration):
    # Step 1 of 2, for the release whose code knows Product.owner as keeper.
    # The database has the column under both names, and triggers keep the two equal.
    # Step 2 renames the column of Product.keeper: 0003_rename_owner_product_keeper_db.

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
                    old_name="owner",
                    new_name="keeper",
                ),
            ],
            database_operations=[
                # shop_product.owner_id under both names while both are in use: triggers
                # keep the two equal.
                migrations.RunSQL(
                    sql=[
                        'ALTER TABLE "shop_product"'
                        ' ADD COLUMN IF NOT EXISTS "keeper_id" bigint NULL',
                        "DROP TRIGGER IF EXISTS"
                        ' "zz_shop_product_owner_id_keeper_id_twin"'
                        ' ON "shop_product";\n'
                        "CREATE OR REPLACE FUNCTION"
                        ' "zz_shop_product_owner_id_keeper_id_twin"() RETURNS trigger'
                        " LANGUAGE plpgsql AS $bgsplit$\n"
                        "BEGIN\n"
                        "  IF TG_OP = 'UPDATE' THEN\n"
                        '    IF NEW."keeper_id" IS DISTINCT'
                        ' FROM OLD."keeper_id" THEN\n'
                        '      NEW."owner_id" := NEW."keeper_id";\n'
                        '    ELSIF NEW."owner_id" IS DISTINCT'
                        ' FROM OLD."owner_id" THEN\n'
                        '      NEW."keeper_id" := NEW."owner_id";\n'
                        "    END IF;\n"
                        '  ELSIF NEW."keeper_id" IS NULL THEN\n'
                        '    NEW."keeper_id" := NEW."owner_id";\n'
                        "  ELSE\n"
                        '    NEW."owner_id" := NEW."keeper_id";\n'
                        "  END IF;\n"
                        "  RETURN NEW;\n"
                        "END\n"
                        "$bgsplit$;\n"
                        'CREATE TRIGGER "zz_shop_product_owner_id_keeper_id_twin"'
                        ' BEFORE INSERT OR UPDATE ON "shop_product" FOR EACH ROW'
                        ' EXECUTE FUNCTION "zz_shop_product_owner_id_keeper_id_twin"()',
                    ],
                    reverse_sql=[
                        "DROP TRIGGER IF EXISTS"
                        ' "zz_shop_product_owner_id_keeper_id_twin" ON "shop_product"',
                        "DROP FUNCTION IF EXISTS"
                        ' "zz_shop_product_owner_id_keeper_id_twin"()',
                        'ALTER TABLE "shop_product" DROP COLUMN IF EXISTS "keeper_id"',
                    ],
                ),
            ],
        ),
        migrations.RunPython(
            copy_shop_product_owner_id_to_keeper_id,
            migrations.RunPython.noop,
        ),
        # New code finds rows by the new name as fast as old code does by the old one.
        migrations.RunSQL(
            sql=[
                "DROP INDEX CONCURRENTLY IF EXISTS"
                ' "shop_product_owner_id_c7c481d9_twin"',
                'CREATE INDEX CONCURRENTLY "shop_product_owner_id_c7c481d9_twin"'
                ' ON "shop_product" ("keeper_id")',
            ],
            reverse_sql=[
                "DROP INDEX CONCURRENTLY IF EXISTS"
                ' "shop_product_owner_id_c7c481d9_twin"',
            ],
        ),
    ]
