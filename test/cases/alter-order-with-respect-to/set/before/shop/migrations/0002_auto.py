from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ("shop", "0001_initial"),
    ]

    operations = [
        migrations.AlterOrderWithRespectTo(
            name="product",
            order_with_respect_to="owner",
        ),
    ]
