import { judge } from './judge'
import { NAMES } from './judging/commands'
import type { Entry } from './input'

/** What once hung, or was told as a bug: a project on a file system where not all is a file that can be read. */

const FILES = {
  'shop/migrations/0001_initial.py': `from django.db import migrations, models
class Migration(migrations.Migration):
    operations = [
        migrations.CreateModel("Product", [("id", models.BigAutoField(primary_key=True)), ("one", models.IntegerField())]),
    ]
`,
  'shop/migrations/0002_change.py': `from django.db import migrations
class Migration(migrations.Migration):
    dependencies = [("shop", "0001_initial")]
    operations = [migrations.RemoveField("product", "one")]
`,
}
const TARGET = 'shop/migrations/0002_change.py'

const CASES: Readonly<Record<string, Entry>> = {
  'a pipe for a migration': { kind: 'pipe', path: 'shop/migrations/0001_initial.py' },
  'a pipe for the migration': { kind: 'pipe', path: TARGET },
  'a pipe for the configuration': { kind: 'pipe', path: 'pyproject.toml' },
  'a device for a migration': { kind: 'link', path: 'shop/migrations/0001_initial.py', to: '/dev/zero' },
  'a link to itself': { kind: 'link', path: TARGET, to: '0002_change.py' },
  'a link to all there is': { kind: 'link', path: 'shop/all', to: '/' },
  'a folder for the journal': { kind: 'folder', path: '.bgsplit-journal.json' },
  'a folder for the next journal': { kind: 'folder', path: '.bgsplit-journal.next.json' },
  'a folder for a temporary file': { kind: 'folder', path: 'shop/migrations/.bgsplit-1.tmp' },
  'a pipe for a temporary file': { kind: 'pipe', path: 'shop/migrations/.bgsplit-2.tmp' },
  'a folder that may not be searched': { kind: 'mode', path: 'shop/migrations', mode: 0 },
}

test.each(Object.entries(CASES))('%s', async (name, entry) => {
  const files = entry.path in FILES && entry.kind !== 'mode' ? { ...FILES, [entry.path]: '' } : FILES
  const isNobody = entry.kind === 'mode'
  const input = { name, files, target: TARGET, dialect: 'postgresql' as const, entries: [entry], isNobody }
  expect((await judge(input, NAMES)).findings).toEqual([])
})

test('a table for the database in the configuration', async () => {
  const files = { ...FILES, 'pyproject.toml': '[tool.bgsplit]\ndialect = {}\n' }
  const input = { name: 'table', files, target: TARGET, dialect: 'postgresql' as const }
  expect((await judge(input, NAMES)).findings).toEqual([])
})
