import { applyChanges } from '../../src/django/apply-change'
import type { Dialect } from '../../src/core/dialect'
import type { Change } from '../../src/django/changes'
import type { ForeignKey, Schema, Table } from '../../src/django/schema'
import { tableChanges } from '../../src/plan/table-diff'
import { historyOf } from '../support/history'

const OPERATIONS = [
  'migrations.CreateModel("Owner", [("id", models.BigAutoField(primary_key=True))])',
  `migrations.CreateModel("Product", [
    ("id", models.BigAutoField(primary_key=True)),
    ("size", models.IntegerField()),
    ("owner", models.ForeignKey(on_delete=models.CASCADE, to="shop.owner")),
  ], options={"unique_together": {("size", "owner")}})`,
]

const table = 'shop_product'

/** The schema before, and with every named rule of the product under another name. */
function renamed(dialect: Dialect, more: (table: Table) => Table = (each) => each): [Schema, Schema] {
  const from = historyOf(OPERATIONS, dialect).schema
  const check = { name: 'c', sql: 'size > 0', columns: ['size'] }
  const start = applyChanges(from, [{ kind: 'add-check', table, check }])
  const product = start.tables.get(table)
  if (product === undefined) throw new Error('no table')
  const to: Table = more({
    ...product,
    uniques: product.uniques.map(other),
    checks: product.checks.map(other),
    foreignKeys: product.foreignKeys.map(other),
  })
  return [start, { ...start, tables: new Map(start.tables).set(table, to) }]
}

function other<T extends { readonly name: string | undefined }>(rule: T): T {
  return rule.name === undefined ? rule : { ...rule, name: `${rule.name}_2` }
}

/** The names of InnoDB's own indexes follow the key that each is for. */
function bare(schema: Schema): Table {
  const product = schema.tables.get(table)
  if (product === undefined) throw new Error('no table')
  return { ...product, indexes: product.indexes.filter(({ implicit }) => implicit !== true) }
}

const kinds = (changes: readonly Change[]): readonly string[] => changes.map(({ kind }) => kind)

describe('rules that only get another name', () => {
  test('PostgreSQL renames them', () => {
    const [from, to] = renamed('postgresql')
    const changes = tableChanges(from, to)
    expect(kinds(changes)).toEqual(['rename-constraint', 'rename-constraint', 'rename-constraint'])
    expect(bare(applyChanges(from, changes))).toEqual(bare(to))
  })

  test('PostgreSQL renames a unique index as an index', () => {
    const [from, to] = renamed('postgresql', (each) => ({
      ...each,
      uniques: each.uniques.map((rule) => ({ ...rule, index: true })),
    }))
    const product = from.tables.get(table)
    if (product === undefined) throw new Error('no table')
    const before = { ...product, uniques: product.uniques.map((rule) => ({ ...rule, index: true as const })) }
    const start: Schema = { ...from, tables: new Map(from.tables).set(table, before) }
    expect(kinds(tableChanges(start, to))).toContain('rename-index')
  })

  test.each(['mysql', 'mariadb'] as const)('%s is never without the key, nor the unique rule', (dialect) => {
    const [from, to] = renamed(dialect)
    const changes = tableChanges(from, to)
    const keys = changes.filter((each) => kindOfKey(each))
    expect(kinds(keys)).toEqual(['add-foreign-key', 'drop-constraint'])
    expect(kinds(changes)).toContain('rename-index')
    expect(kinds(changes)).not.toContain('add-unique')
    expect(bare(applyChanges(from, changes))).toEqual(bare(to))
  })

  test('MySQL drops a key before its column is changed', () => {
    const [from, to] = renamed('mysql', (each) => {
      const owner = each.columns.get('owner_id')
      if (owner === undefined) throw new Error('no column')
      return { ...each, columns: new Map(each.columns).set('owner_id', { ...owner, nullable: true }) }
    })
    const keys = tableChanges(from, to).filter((each) => kindOfKey(each) || each.kind === 'alter-column')
    expect(kinds(keys)).toEqual(['drop-constraint', 'alter-column', 'add-foreign-key'])
  })

  test('a rule that is another one as well is made', () => {
    const cascade = (key: ForeignKey): ForeignKey => ({ ...key, onDelete: 'cascade' })
    const [from, to] = renamed('postgresql', (each) => ({
      ...each,
      foreignKeys: each.foreignKeys.map(cascade),
    }))
    expect(kinds(tableChanges(from, to))).toContain('add-foreign-key')
  })
})

function kindOfKey(change: Change): boolean {
  return (
    change.kind === 'add-foreign-key' || (change.kind === 'drop-constraint' && change.of === 'foreignKeys')
  )
}

/** `varchar_pattern_ops` and `text_pattern_ops`: what Django has for LIKE is called by its column alone. */
test('an index makes way for another one of its name', () => {
  const text = (field: string): Schema =>
    historyOf([
      `migrations.CreateModel("Product", [("id", models.BigAutoField(primary_key=True)), ("name", ${field})])`,
    ]).schema
  const from = text('models.TextField(db_index=True)')
  const to = text('models.CharField(max_length=20, db_index=True)')
  const changes = tableChanges(from, to)
  expect(changes.map(({ kind }) => kind)).toEqual(['alter-column', 'drop-index', 'add-index'])
  expect(applyChanges(from, changes)).toEqual(to)
})
