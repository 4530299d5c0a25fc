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

async function findingsIn(name: string, text: Buffer | string): Promise<readonly unknown[]> {
  const files = { 'shop/migrations/0001_initial.py': FIRST, [TARGET]: text }
  return (await judge({ name, files, target: TARGET, dialect: 'postgresql' })).findings
}

test.each(readdirSync(CASES).filter((name) => name.endsWith('.py')))(
  '%s',
  async (name) => {
    expect(await findingsIn(name, readFileSync(join(CASES, name)))).toEqual([])
  },
  20_000,
)

test('many empty lines', async () => {
  const text = `from django.db import migrations, models
${'\n'.repeat(60_000)}
class Migration(migrations.Migration):
    dependencies = [("shop", "0001_initial")]
    operations = [migrations.RemoveField("product", "one"), migrations.RunPython(1)]
`
  expect(await findingsIn('many empty lines', text)).toEqual([])
}, 20_000)
