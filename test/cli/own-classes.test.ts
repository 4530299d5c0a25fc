import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { run } from './run'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'bgsplit-own-'))
  put('manage.py', '')
})
afterEach(() => {
  rmSync(root, { recursive: true })
})

function put(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text)
}

function migration(dependency: string, ...operations: readonly string[]): string {
  return [
    'import shop.fields',
    'import django.contrib.postgres.fields',
    'from django.db import migrations, models',
    '',
    '',
    'class Migration(migrations.Migration):',
    `    dependencies = [${dependency}]`,
    `    operations = [${operations.join(', ')}]`,
    '',
  ].join('\n')
}

/** The patch of a migration that removes a field of this class. */
function removal(field: string, dialect: string, ...config: readonly string[]): string {
  put('pyproject.toml', ['[tool.bgsplit.fields]', ...config, ''].join('\n'))
  const fields = `("id", models.BigAutoField(primary_key=True)), ("price", ${field})`
  put('shop/migrations/0001_initial.py', migration('', `migrations.CreateModel("Product", [${fields}])`))
  put(
    'shop/migrations/0002_remove.py',
    migration('("shop", "0001_initial")', 'migrations.RemoveField("product", "price")'),
  )
  const { stdout, stderr, status } = run(
    root,
    '--dry-run',
    '--dialect',
    dialect,
    'shop/migrations/0002_remove.py',
  )
  expect({ stderr: stderr.replace(/^note: .* is NULL in rows .*\n/, ''), status }).toEqual({
    stderr: '',
    status: 0,
  })
  return stdout
}

const MONEY = 'shop.fields.MoneyField()'

/** The SQL that puts the column back; a long string stands on several lines. */
function addedBack(patch: string): string | undefined {
  const joined = patch.replaceAll(/["']\n\+ *["']/g, '').replaceAll('\\"', '"')
  return /ADD COLUMN .*?(?=["']{1,2},?\n)/.exec(joined)?.[0]
}

test('a class that nobody told of is put back by Django', () => {
  const patch = removal(MONEY, 'postgresql')
  expect(patch).toContain('migrations.AddField')
  expect(addedBack(patch)).toBeUndefined()
})

test('the type of a column is dropped and put back by SQL', () => {
  const patch = removal(MONEY, 'postgresql', '"shop.fields.MoneyField" = "numeric(12, 2)"')
  expect(patch).toContain('DROP COLUMN "price"')
  expect(addedBack(patch)).toBe('ADD COLUMN "price" numeric(12, 2) NULL')
})

test.each([
  ['postgresql', 'ADD COLUMN "price" numeric(12, 2) NULL'],
  ['mysql', 'ADD COLUMN `price` decimal(12, 2) NULL'],
  ['mariadb', 'ADD COLUMN `price` decimal(12, 2) NULL'],
])('a type for each database: %s', (dialect, sql) => {
  const config = '"shop.fields.MoneyField" = { postgresql = "numeric(12, 2)", mysql = "decimal(12, 2)" }'
  expect(addedBack(removal(MONEY, dialect, config))).toBe(sql)
})

test('a database that the table does not name is left to Django', () => {
  const config = '"shop.fields.MoneyField" = { mysql = "decimal(12, 2)" }'
  expect(addedBack(removal(MONEY, 'postgresql', config))).toBeUndefined()
})

test('a class that behaves like one of Django has its type, its options and its zero', () => {
  const field = 'shop.fields.MoneyField(max_digits=9, decimal_places=3)'
  const patch = removal(field, 'postgresql', '"shop.fields.MoneyField" = "DecimalField"')
  expect(patch).toContain('db_default=0')
  expect(addedBack(patch)).toBe('ADD COLUMN "price" numeric(9, 3) DEFAULT 0 NOT NULL')
})

test('inside an array as well', () => {
  const field = 'django.contrib.postgres.fields.ArrayField(base_field=shop.fields.MoneyField())'
  const config = '"shop.fields.MoneyField" = "numeric(12, 2)"'
  expect(addedBack(removal(field, 'postgresql', config))).toBe('ADD COLUMN "price" numeric(12, 2)[] NULL')
})

test('the state shows the type', () => {
  removal(MONEY, 'postgresql', '"shop.fields.MoneyField" = "numeric(12, 2)"')
  const { stdout } = run(root, 'state', 'shop', '--at', '0001', '--dialect', 'postgresql')
  expect(stdout).toMatch(/price +numeric\(12, 2\)/)
})
