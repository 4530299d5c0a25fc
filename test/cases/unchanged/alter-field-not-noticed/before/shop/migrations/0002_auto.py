from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("shop", "0001_initial"),
    ]

    operations = [
        migrations.AlterField(
            model_name="product",
            name="sku",
            field=models.CharField(
                blank=True,
                choices=[("a", "A")],
                help_text="as printed",
                max_length=20,
                verbose_name="SKU",
            ),
        ),
    ]
