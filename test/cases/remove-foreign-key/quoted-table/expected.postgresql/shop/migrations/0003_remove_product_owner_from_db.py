from django.db import migrations


class Migration(migrations.Migration):
    # Step 2 of 2, for a later release, when no code from before
    # 0002_remove_product_owner_from_state runs any more.
    # It drops the column "hr"."staff".owner_id. The models do not change.

    dependencies = [
        ("shop", "0002_remove_product_owner_from_state"),
    ]

    operations = [
        # Locked first, as a delete by live code does, so that the two cannot deadlock.
        migrations.RunSQL(
            sql=[
                'LOCK TABLE "shop_owner" IN SHARE ROW EXCLUSIVE MODE',
                'ALTER TABLE "hr"."staff" DROP COLUMN "owner_id"',
            ],
            reverse_sql=[
                'LOCK TABLE "shop_owner" IN SHARE ROW EXCLUSIVE MODE',
                'ALTER TABLE "hr"."staff" ADD COLUMN "owner_id" bigint NULL',
                'CREATE INDEX "staff_owner_id_bbc6cc69" ON "hr"."staff" ("owner_id")',
                'ALTER TABLE "hr"."staff" ADD CONSTRAINT "staff_owner_id_overlap"'
                ' FOREIGN KEY ("owner_id") REFERENCES "shop_owner" ("id")'
                " ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED NOT VALID",
            ],
        ),
    ]
