import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { judge } from './judge'

/** Each file is a migration that once went wrong, as small as it could be made; it comes after the same first one. */
const CASES = join(__dirname, 'cases')

const FIRST = `from django.db import migrations, models
class Migration(migrations.Migration):
    operations = [
        migrations.CreateModel(
            name="Product",
            fields=[("id", models.BigAutoField(primary_key=True)), ("one", models.IntegerField())],
        ),
    ]
`
const TARGET = 'shop/migrations/0002_change.py'

test.each(readdirSync(CASES).filter((name) => name.endsWith('.py')))(
  '%s',
  async (name) => {
    const files = { 'shop/migrations/0001_initial.py': FIRST, [TARGET]: readFileSync(join(CASES, name)) }
    const { findings } = await judge({ name, files, target: TARGET, dialect: 'postgresql' })
    expect(findings).toEqual([])
  },
  20_000,
)
