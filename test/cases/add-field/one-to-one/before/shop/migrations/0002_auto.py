import django.db.models.deletion
import shop.owners
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("shop", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="product",
            name="owner",
            field=models.OneToOneField(
                default=shop.owners.new_owner,
                on_delete=django.db.models.deletion.CASCADE,
                to="shop.owner",
            ),
        ),
    ]
