from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("shop", "0001_initial"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="product",
            name="product_not_negative",
        ),
        migrations.RenameField(
            model_name="product",
            old_name="price",
            new_name="cost",
        ),
        migrations.AddConstraint(
            model_name="product",
            constraint=models.CheckConstraint(
                condition=models.Q(("cost__gte", 0)), name="product_not_negative"
            ),
        ),
    ]
