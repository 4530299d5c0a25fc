from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("shop", "0001_initial"),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="product",
            constraint=models.CheckConstraint(
                condition=models.Q(("rating__lte", models.F("stock"))),
                name="product_rating_lte_stock",
                violation_error_message="Too high",
            ),
        ),
    ]
