import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Owner",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
            ],
        ),
        migrations.CreateModel(
            name="Product",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "owner",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        to="shop.owner",
                    ),
                ),
            ],
        ),
        migrations.RunSQL(
            sql=[
                "ALTER TABLE shop_product ADD CONSTRAINT product_owner"
                " FOREIGN KEY (owner_id) REFERENCES shop_owner (id) ON DELETE SET NULL",
            ],
            reverse_sql=["ALTER TABLE shop_product DROP CONSTRAINT product_owner"],
        ),
    ]
