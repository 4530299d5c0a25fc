import datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    # Step 1 of 2, for the release whose code no longer knows Product.lead_time.
    # Old code may go on using the column while both run: new code leaves it out, and
    # the database fills in a default. Step 2 drops the column shop_product.lead_time:
    # 0003_remove_product_lead_time_from_db.

    dependencies = [
        ("shop", "0001_initial"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RemoveField(
                    model_name="product",
                    name="lead_time",
                ),
            ],
            database_operations=[
                migrations.AlterField(
                    model_name="product",
                    name="lead_time",
                    field=models.DurationField(
                        db_default=datetime.timedelta(days=-1, seconds=30)
                    ),
                ),
            ],
        ),
    ]
