import { DIALECTS, type Dialect } from '../../src/core/dialect'
import { applyChange, applyChanges } from '../../src/django/apply-change'
import type { Change } from '../../src/django/changes'
import type { Schema, Table } from '../../src/django/schema'
import { differences } from '../../src/plan/differences'
import { recreateColumn } from '../../src/plan/recreate'
import { compile } from '../../src/sql/compile'
import { readSql } from '../../src/sql/read'
import { historyOf } from '../support/history'

/** What is written is read back as what was meant: the proof of a plan stands on it. */
const FIELDS: Readonly<Record<string, string>> = {
  integer: 'models.IntegerField(db_default=5)',
  negative: 'models.BigIntegerField(db_default=-5)',
  positive: 'models.PositiveIntegerField()',
  small: 'models.PositiveSmallIntegerField(db_default=0)',
  text: `models.CharField(max_length=20, db_default="it's, (50%) \\\\ NOT NULL")`,
  indexed: 'models.CharField(max_length=20, db_index=True)',
  unique: 'models.CharField(max_length=20, unique=True)',
  slug: 'models.SlugField()',
  long: 'models.TextField(db_default="a;b")',
  collated: 'models.CharField(max_length=9, db_collation="C", db_comment="what it\'s for; or \\\\ not")',
  nullable: 'models.BooleanField(null=True, db_default=True)',
  decimal: 'models.DecimalField(max_digits=6, decimal_places=2)',
  float: 'models.FloatField(db_default=1.5)',
  duration: 'models.DurationField(db_default=datetime.timedelta(days=-1))',
  moment: 'models.DateTimeField()',
  now: 'models.DateTimeField(db_default=django.db.models.functions.Now())',
  json: 'models.JSONField(db_default=models.Value({"a": [1, "b"]}, models.JSONField()))',
  uuid: 'models.UUIDField(null=True)',
  nothing: 'models.IntegerField(null=True, db_default=None)',
  binary: 'models.BinaryField()',
  address: 'models.GenericIPAddressField(null=True)',
  spaced: 'models.IntegerField(db_column="Star Rating", db_index=True)',
  owner: 'models.ForeignKey(on_delete=models.CASCADE, to="shop.owner")',
  partner: 'models.OneToOneField(on_delete=models.CASCADE, to="shop.owner", null=True, related_name="+")',
  others: 'models.ManyToManyField(to="shop.owner", related_name="+")',
}

const OPTIONS = `{
  "unique_together": {("integer", "small")},
  "indexes": [models.Index(fields=["integer", "-small"], name="both_idx")],
}`

function shop(dialect: Dialect): Schema {
  const rows = Object.entries(FIELDS).map(([name, field]) => `("${name}", ${field})`)
  return historyOf(
    [
      'migrations.CreateModel("Owner", [("id", models.AutoField(primary_key=True))])',
      `migrations.CreateModel("Product", [("id", models.BigAutoField(primary_key=True)), ${rows.join(', ')}], options=${OPTIONS})`,
    ],
    dialect,
  ).schema
}

/** What the statements do, read back. */
function read(statements: readonly string[], dialect: Dialect): readonly Change[] {
  return statements.flatMap((statement) => readSql(statement, dialect))
}

/** SQLite writes no key into a table: what it is asked for has none. */
function writable(table: Table, dialect: Dialect): Table {
  return dialect === 'sqlite' ? { ...table, foreignKeys: [] } : table
}

describe.each(DIALECTS)('%s', (dialect) => {
  const schema = shop(dialect)

  test.each([...schema.tables.keys()])('the table %s', (name) => {
    const table = schema.tables.get(name)
    if (table === undefined) throw new Error('no table')
    const inside = withoutUnwritten(writable(table, dialect), schema)
    const empty: Schema = { dialect, tables: new Map([...schema.tables].filter(([other]) => other !== name)) }
    const statements = compile([{ kind: 'create-table', table: inside }], empty)
    expect(statements).toBeDefined()
    const after = applyChanges(empty, read(statements ?? [], dialect))
    expect(differences(after, applyChange(empty, { kind: 'create-table', table: inside }))).toEqual([])
  })

  const columns = [...(schema.tables.get('shop_product')?.columns.keys() ?? [])].filter(
    (name) => name !== 'id',
  )

  test.each(columns)('the column %s', readsBack)

  function readsBack(name: string): void {
    const changes = recreateColumn(schema, 'shop_product', name)
    const without = withoutColumn(schema, name)
    const statements = compile(changes, without)
    if (statements === undefined) return
    const after = applyChanges(without, read(statements, dialect))
    expect(differences(after, applyChanges(without, changes))).toEqual([])
  }

  test('what cannot be written is known', () => {
    const left = columns.filter(
      (name) => compile(recreateColumn(schema, 'shop_product', name), schema) === undefined,
    )
    expect(left).toEqual(dialect === 'sqlite' ? ['unique', 'now', 'owner_id', 'partner_id'] : [])
  })

  test('dropping each column', () => {
    for (const column of columns) {
      const change = { kind: 'drop-column', table: 'shop_product', column } as const
      const statements = compile([change], schema) ?? []
      const kinds = read(statements, dialect).map(({ kind }) => kind)
      if (statements.length > 0) expect(kinds.at(-1)).toBe('drop-column')
      expect(kinds.slice(0, -1).every((kind) => kind === 'drop-constraint')).toBe(true)
    }
  })
})

/** Columns whose default SQL cannot say are left out. */
function withoutUnwritten(table: Table, schema: Schema): Table {
  const left = [...table.columns.keys()].filter(
    (column) => compile(recreateColumn(schema, table.name, column).slice(0, 1), schema) === undefined,
  )
  return left.reduce((result, column) => withoutOne(result, column), table)
}

function withoutColumn(schema: Schema, column: string): Schema {
  const tables = new Map(schema.tables)
  const table = tables.get('shop_product')
  if (table) tables.set('shop_product', withoutOne(table, column))
  return { ...schema, tables }
}

function withoutOne(table: Table, column: string): Table {
  const spared = (columns: readonly string[] | undefined): boolean => columns?.includes(column) !== true
  return {
    ...table,
    columns: new Map([...table.columns].filter(([name]) => name !== column)),
    indexes: table.indexes.filter((index) => spared(index.columns)),
    uniques: table.uniques.filter((unique) => spared(unique.columns)),
    checks: table.checks.filter((check) => spared(check.columns)),
    foreignKeys: table.foreignKeys.filter((key) => key.column !== column),
  }
}
