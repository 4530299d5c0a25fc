import colours.fields
from django.db import migrations


class Migration(migrations.Migration):
    # Step 2 of 2, for a later release, when no code from before
    # 0002_remove_product_colour_from_state runs any more.
    # It drops the column shop_product.colour. The models do not change.

    dependencies = [
        ("shop", "0002_remove_product_colour_from_state"),
    ]

    operations = [
        # Django is told of what it is to drop; the project state does not change.
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.SeparateDatabaseAndState(
                    state_operations=[
                        migrations.AddField(
                            model_name="product",
                            name="colour",
                            field=colours.fields.ColourField(null=True),
                        ),
                    ],
                ),
                migrations.RemoveField(
                    model_name="product",
                    name="colour",
                ),
            ],
        ),
    ]
