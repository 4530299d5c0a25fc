/** A small project whose split renames, creates and edits files in two apps; and what django-linear-migrations keeps. */
export const SHOP: Readonly<Record<string, string>> = {
  'manage.py': 'import os\n',
  'shop/__init__.py': '',
  'shop/migrations/__init__.py': '',
  'shop/migrations/max_migration.txt': '0004_item_code\n',
  'shop/migrations/0001_initial.py': migration(
    [],
    `migrations.CreateModel(
            name="Item",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ("price", models.IntegerField()),
                ("size", models.IntegerField()),
            ],
        ),`,
  ),
  'shop/migrations/0002_remove_item_price.py': migration(
    [['shop', '0001_initial']],
    'migrations.RemoveField(model_name="item", name="price"),',
  ),
  'shop/migrations/0003_item_note.py': migration(
    [['shop', '0002_remove_item_price']],
    'migrations.AddField("item", "note", models.TextField(null=True)),',
  ),
  'shop/migrations/0004_item_code.py': migration(
    [['shop', '0003_item_note']],
    'migrations.AddField("item", "code", models.CharField(max_length=9, default="")),',
  ),
  'orders/__init__.py': '',
  'orders/migrations/__init__.py': '',
  'orders/migrations/0001_initial.py': migration(
    [['shop', '0002_remove_item_price']],
    `migrations.CreateModel(
            name="Order",
            fields=[("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False))],
        ),`,
  ),
  'orders/migrations/0002_order_item.py': migration(
    [
      ['orders', '0001_initial'],
      ['shop', '0004_item_code'],
    ],
    'migrations.AddField("order", "item", models.ForeignKey("shop.Item", models.CASCADE, null=True)),',
  ),
}

function migration(dependencies: readonly (readonly string[])[], operations: string): string {
  const lines = dependencies.map(([app, name]) => `        ("${app ?? ''}", "${name ?? ''}"),\n`).join('')
  return `from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
${lines}    ]

    operations = [
        ${operations}
    ]
`
}
