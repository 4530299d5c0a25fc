import { applyChange, applyChanges } from '../../src/django/apply-change'
import type { Dialect } from '../../src/core/dialect'
import type { Change } from '../../src/django/changes'
import type { Schema, Twin, View } from '../../src/django/schema'
import { historyOf } from '../support/history'

const OPERATIONS = [
  'migrations.CreateModel("Owner", [("id", models.BigAutoField(primary_key=True))])',
  `migrations.CreateModel("Product", [
    ("id", models.BigAutoField(primary_key=True)),
    ("price", models.IntegerField(unique=True)),
    ("stock", models.IntegerField()),
  ], options={"unique_together": {("price", "stock")}, "indexes": [models.Index(fields=["price"], name="i")]})`,
  'migrations.AddConstraint("Product", models.CheckConstraint(condition=models.Q(price__gt=0), name="c"))',
  `migrations.CreateModel("Review", [
    ("id", models.BigAutoField(primary_key=True)),
    ("price", models.ForeignKey(on_delete=models.CASCADE, to="shop.product", to_field="price")),
  ])`,
]

const table = 'shop_product'
const on = { table } as const
const type = { kind: 'known', sql: 'integer' } as const
const cost = { name: 'cost', type, nullable: true, identity: false } as const
const twin: Twin = { name: 'shop_product_price_cost_twin', column: 'price', twin: 'cost' }
const view: View = { name: 'shop_item', table, columns: ['id', 'price'] }

const schemas = new Map<Dialect, Schema>()

function shop(dialect: Dialect): Schema {
  const schema = schemas.get(dialect) ?? historyOf(OPERATIONS, dialect).schema
  schemas.set(dialect, schema)
  return schema
}

/** Tables by name, and not in the order in which they came. */
function content({ tables, views }: Schema): unknown {
  return [Object.fromEntries(tables), Object.fromEntries(views ?? [])]
}

const ADDED: readonly Change[] = [
  { kind: 'add-column', ...on, column: cost },
  { kind: 'add-twin', ...on, twin },
  {
    ...{ kind: 'add-index', ...on },
    index: { name: 'i_twin', parts: [{ column: 'cost' }, { column: 'stock' }], columns: ['cost', 'stock'] },
  },
]
const VIEW: Change = { kind: 'create-view', view }
const SETTLE: Change = { kind: 'settle-twin', ...on, twin }
const SWAP: Change = { kind: 'swap-columns', ...on, one: 'price', other: 'cost' }

describe.each(['postgresql', 'mariadb', 'mysql'] as const)('%s', (dialect) => {
  const after = (...changes: readonly Change[]): Schema => applyChanges(shop(dialect), changes)

  test('settled, a twin leaves what a rename leaves', () => {
    const price = shop(dialect).tables.get(table)?.columns.get('price')
    if (price === undefined) throw new Error('no column')
    const to = { ...price, name: 'cost' }
    const renamed = after({ kind: 'alter-column', ...on, column: 'price', to })
    expect(after(...ADDED, SETTLE)).toEqual(renamed)
    expect(renamed.tables.get('shop_review')?.foreignKeys[0]?.toColumn).toBe('cost')
  })

  test('settled twice, it is settled', () => {
    expect(after(...ADDED, SETTLE, SETTLE)).toEqual(after(...ADDED, SETTLE))
  })

  test('two columns swap their names once, and all that stands on them with them', () => {
    const swapped = after(...ADDED, SWAP)
    const { uniques, indexes, columns, twins } = swapped.tables.get(table) ?? {}
    expect(after(...ADDED, SWAP, SWAP)).toEqual(swapped)
    expect([...(columns?.keys() ?? [])]).toEqual(['id', 'cost', 'stock', 'price'])
    expect(columns?.get('cost')?.nullable).toBe(false)
    expect(uniques?.map((rule) => rule.columns)).toEqual([['cost'], ['cost', 'stock']])
    expect(indexes?.map(({ name, columns: over }) => [name, over])).toEqual([
      ['i', ['cost']],
      ['i_twin', ['price', 'stock']],
    ])
    expect(swapped.tables.get('shop_review')?.foreignKeys[0]?.toColumn).toBe('cost')
    expect(twins).toEqual([twin])
  })

  test('a twin that is dropped leaves no trace', () => {
    const [column] = ADDED
    if (column === undefined) throw new Error('no change')
    const dropped = after(column, { kind: 'add-twin', ...on, twin }, { kind: 'drop-twin', ...on, twin })
    expect(dropped).toEqual(after(column))
    expect(dropped.tables.get(table)).not.toHaveProperty('twins')
  })

  test('a view that is dropped leaves no trace', () => {
    expect(after(VIEW, { kind: 'drop-view', name: view.name })).toEqual(shop(dialect))
    expect(after(VIEW, { kind: 'drop-view', name: view.name })).not.toHaveProperty('views')
  })

  test('settled, a view leaves what a rename leaves; and back', () => {
    const renamed = after({ kind: 'rename-table', table, to: view.name })
    const settle: Change = { kind: 'settle-views', views: [view] }
    const unsettle: Change = { kind: 'unsettle-views', views: [view] }
    expect(after(VIEW, settle)).toEqual(renamed)
    expect(after(VIEW, settle, settle)).toEqual(renamed)
    expect(content(after(VIEW, settle, unsettle))).toEqual(content(after(VIEW)))
    expect(content(after(VIEW, settle, unsettle, unsettle))).toEqual(content(after(VIEW)))
  })

  const alter = (more: object): Change => ({
    ...{ kind: 'alter-column', ...on, column: 'price' },
    to: { ...cost, name: 'price', nullable: false, ...more },
  })
  const key = {
    name: 'k',
    column: 'stock',
    toTable: view.name,
    toColumn: 'id',
    onDelete: 'no-action',
  } as const
  const refused: Readonly<
    Record<string, readonly [before: readonly Change[], change: Change, reason: RegExp]>
  > = {
    'a column of a twin is dropped': [
      ADDED,
      { kind: 'drop-column', ...on, column: 'cost' },
      /trigger .* names/,
    ],
    'a column of a twin is renamed': [ADDED, alter({ name: 'x' }), /trigger .* names/],
    'a twin of a column that is missing': [[], { kind: 'add-twin', ...on, twin }, /no column cost/],
    'a twin of that name is there': [ADDED, { kind: 'add-twin', ...on, twin }, /already has a trigger/],
    'there is no such twin': [[], { kind: 'drop-twin', ...on, twin }, /no trigger/],
    'a twin is settled that never was': [[], SETTLE, /no column cost/],
    'a twin is settled under a view': [[VIEW, ...ADDED], SETTLE, /shows the column/],
    'names are swapped under a view': [[VIEW, ...ADDED], SWAP, /shows the column/],
    'a column is dropped that a view shows': [
      [VIEW],
      { kind: 'drop-column', ...on, column: 'price' },
      /shows the column/,
    ],
    'a column is renamed that a view shows': [[VIEW], alter({ name: 'x' }), /shows the column/],
    'a view of a table that is missing': [
      [],
      { kind: 'create-view', view: { ...view, table: 'x' } },
      /no table x/,
    ],
    'a view of a column that is missing': [
      [],
      { kind: 'create-view', view: { ...view, columns: ['x'] } },
      /no column x/,
    ],
    'a view under the name of a table': [
      [],
      { kind: 'create-view', view: { ...view, name: 'shop_review' } },
      /already is a table/,
    ],
    'a table under the name of a view': [
      [VIEW],
      { kind: 'rename-table', table: 'shop_review', to: view.name },
      /already is a view/,
    ],
    'a table is dropped that a view shows': [
      [VIEW, { kind: 'drop-table', table: 'shop_review' }],
      { kind: 'drop-table', table },
      /shows the table/,
    ],
    'a view is dropped as a table': [[VIEW], { kind: 'drop-table', table: view.name }, /is a view/],
    'a table is dropped as a view': [[], { kind: 'drop-view', name: table }, /is a table/],
    'a view is altered as a table': [
      [VIEW],
      { kind: 'add-column', table: view.name, column: cost },
      /is a view/,
    ],
    'a key to a view': [[VIEW], { kind: 'add-foreign-key', ...on, foreignKey: key }, /is a view/],
    'a view is settled that never was': [[], { kind: 'settle-views', views: [view] }, /no table shop_item/],
    'there is no such constraint': [
      [],
      { kind: 'rename-constraint', ...on, name: 'x', to: 'y' },
      /no constraint x/,
    ],
  }

  test.each(Object.entries(refused))('%s', (_title, [before, change, reason]) => {
    expect(() => applyChange(after(...before), change)).toThrow(reason)
  })

  test('guards pass over what is done', () => {
    const there = after(...ADDED, VIEW)
    expect(applyChange(there, { kind: 'add-twin', ...on, twin, ifNotExists: true })).toBe(there)
    expect(applyChange(there, { ...VIEW, ifNotExists: true })).toBe(there)
    const other = { kind: 'create-view', view: { ...view, columns: ['id'] }, ifNotExists: true } as const
    expect(() => applyChange(there, other)).toThrow(/already is a view/)
    const none = { kind: 'drop-twin', ...on, twin: { name: 'x' }, ifExists: true } as const
    expect(applyChange(there, none)).toBe(there)
  })

  test('a view is renamed as a table', () => {
    const renamed = after(VIEW, { kind: 'rename-table', table: view.name, to: 'x' })
    expect(renamed).toEqual(after({ kind: 'create-view', view: { ...view, name: 'x' } }))
  })
})

describe('where the databases differ', () => {
  const to = { ...cost, name: 'price', nullable: false, type: { kind: 'known', sql: 'bigint' } } as const
  const alter: Change = { kind: 'alter-column', ...on, column: 'price', to }

  test('PostgreSQL has the type of a column in its views, MySQL looks it up', () => {
    expect(() => applyChanges(shop('postgresql'), [VIEW, alter])).toThrow(/shows the column/)
    expect(applyChanges(shop('mariadb'), [VIEW, alter]).views?.size).toBe(1)
  })

  test('views of PostgreSQL follow their table, those of MySQL its name', () => {
    const rename: Change = { kind: 'rename-table', table, to: 'x' }
    expect(applyChanges(shop('postgresql'), [VIEW, rename]).views?.get(view.name)?.table).toBe('x')
    expect(applyChanges(shop('mysql'), [VIEW, rename]).views?.get(view.name)?.table).toBe(table)
  })
})

test('a column whose name differs in case alone is another one to PostgreSQL only', () => {
  const change: Change = { kind: 'add-column', ...on, column: { ...cost, name: 'Price' } }
  expect(applyChange(shop('postgresql'), change).tables.get(table)?.columns.has('Price')).toBe(true)
  for (const dialect of ['mariadb', 'mysql', 'sqlite'] as const) {
    expect(() => applyChange(shop(dialect), change)).toThrow(/already has a column price/)
  }
})

test('PostgreSQL: a constraint under another name', () => {
  const changes: readonly Change[] = [{ kind: 'rename-constraint', ...on, name: 'c', to: 'd' }]
  const { checks } = applyChanges(shop('postgresql'), changes).tables.get(table) ?? {}
  expect(checks?.map(({ name }) => name)).toEqual(['d'])
  const taken: Change = { kind: 'rename-constraint', ...on, name: 'c', to: 'shop_product_price_key' }
  expect(() => applyChange(shop('postgresql'), taken)).toThrow(/already has/)
})
