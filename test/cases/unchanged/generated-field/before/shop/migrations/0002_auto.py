from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("shop", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="product",
            name="double",
            field=models.GeneratedField(
                db_persist=True,
                expression=models.F("rating") * 2,
                output_field=models.IntegerField(),
            ),
        ),
    ]
