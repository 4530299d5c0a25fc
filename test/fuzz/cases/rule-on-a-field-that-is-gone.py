from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("shop", "0001_initial")]
    operations = [
        migrations.RemoveField("product", "one"),
        migrations.AddConstraint(
            "product",
            models.CheckConstraint(condition=models.Q(one__gt=1), name="positive", violation_error_message="No"),
        ),
    ]
