from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ("shop", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE shop_product ADD COLUMN rating integer NULL",
            "ALTER TABLE shop_product DROP COLUMN rating",
        ),
        migrations.RunSQL("ANALYZE shop_product", migrations.RunSQL.noop),
    ]
