from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("shop", "0001_initial"),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="product",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("rating__lt", 10), ("stock__isnull", True), _connector="OR"
                ),
                name="product_rating_or_stock",
            ),
        ),
    ]
