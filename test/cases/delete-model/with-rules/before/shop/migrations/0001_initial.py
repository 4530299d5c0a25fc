from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Tag",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=255)),
                ("slug", models.SlugField(unique=True)),
                ("rank", models.PositiveIntegerField(default=1)),
            ],
            options={
                "indexes": [models.Index(fields=["name"], name="tag_name_idx")],
                "unique_together": {("name", "rank")},
            },
        ),
    ]
