import type { Dialect } from '../../src/core/dialect'
import type { Change } from '../../src/django/changes'
import { databaseChanges } from '../../src/django/schema-editor'
import type { Column, ForeignKey, Schema } from '../../src/django/schema'
import { historyOf } from '../support/history'
import { operationFrom } from '../support/operations'

/** A change of each kind, and what Django makes of a field that is altered, on one schema. */

const OPERATIONS = [
  'migrations.CreateModel("Owner", [("id", models.BigAutoField(primary_key=True))])',
  'migrations.CreateModel("Label", [("id", models.BigAutoField(primary_key=True))])',
  `migrations.CreateModel("Product", [
    ("id", models.BigAutoField(primary_key=True)),
    ("sku", models.CharField(max_length=9)),
    ("note", models.CharField(max_length=9, null=True, db_comment="what")),
    ("digits", models.CharField(max_length=9, db_default="5")),
    ("stock", models.PositiveIntegerField()),
    ("price", models.DecimalField(max_digits=6, decimal_places=2, null=True, db_default=1)),
    ("code", models.IntegerField(db_default=5)),
    ("size", models.IntegerField()),
    ("owner", models.ForeignKey(on_delete=models.CASCADE, to="shop.owner")),
    ("maker", models.ForeignKey(on_delete=models.CASCADE, to="shop.owner", null=True, db_constraint=False, related_name="+")),
  ], options={"unique_together": {("sku", "stock")}, "indexes": [models.Index(fields=["price"], name="price_idx")]})`,
  'migrations.AddConstraint("Product", models.UniqueConstraint(fields=["code"], name="code_uniq"))',
]

export const shop = once((dialect): Schema => historyOf(OPERATIONS, dialect).schema)

const on = { table: 'shop_product' } as const
const KEY: ForeignKey = {
  ...{ name: 'maker_key', column: 'maker_id', toTable: 'shop_owner', toColumn: 'id', onDelete: 'no-action' },
}

/** By title; a change that the database has no words for is left out by the compiler. */
export const kinds = once((dialect): Readonly<Record<string, readonly Change[]>> => ({
  ...written(dialect),
  ...altered(dialect),
}))

function once<T>(of: (dialect: Dialect) => T): (dialect: Dialect) => T {
  const known = new Map<Dialect, T>()
  return (dialect) => {
    const value = known.get(dialect) ?? of(dialect)
    known.set(dialect, value)
    return value
  }
}

function written(dialect: Dialect): Readonly<Record<string, readonly Change[]>> {
  const schema = shop(dialect)
  const product = schema.tables.get(on.table)
  const key = product?.foreignKeys[0]?.name ?? ''
  const pair = product?.uniques.find((rule) => rule.columns.length === 2)?.name ?? ''
  const label = schema.tables.get('shop_label')
  const before = (name: string): Column => {
    const found = product?.columns.get(name)
    if (found === undefined) throw new Error(`no column ${name}`)
    return found
  }
  const alter = (name: string, more: Partial<Column>): Change => ({
    ...{ kind: 'alter-column', ...on, column: name, to: { ...before(name), ...more } },
  })
  const type = (sql: string): Pick<Column, 'type'> => ({ type: { kind: 'known', sql } })
  const added: Column = { name: 'x', ...type('integer'), nullable: true, identity: false }
  const remark = dialect === 'sqlite' ? {} : { comment: 'why' }
  const two: Column = { ...added, nullable: false, default: { kind: 'sql', sql: '2' } }
  const inline = dialect === 'postgresql' ? 'shop_product_x' : undefined
  const named = (label: string): string => (inline === undefined ? 'x' : `${inline}_${label}`)
  return {
    'add-column': [{ kind: 'add-column', ...on, column: { ...two, ...remark } }],
    'add-column, unique': [
      { kind: 'add-column', ...on, column: added },
      { kind: 'add-unique', ...on, unique: { name: named('key'), columns: ['x'], uses: ['x'] } },
    ],
    'add-column, with a check': [
      { kind: 'add-column', ...on, column: two },
      {
        ...{ kind: 'add-check', ...on },
        check: {
          ...{ name: named('check'), sql: 'x > 1', columns: ['x'] },
          ...(dialect === 'mariadb' && { inColumn: true }),
        },
      },
    ],
    'drop-column': [{ kind: 'drop-column', ...on, column: 'note' }],
    'drop-column, and its key': [
      { kind: 'drop-constraint', ...on, name: key, of: 'foreignKeys' },
      { kind: 'drop-column', ...on, column: 'owner_id' },
    ],
    'create-table':
      label && product
        ? [
            { kind: 'create-table', table: { ...label, name: 'shop_tag' } },
            {
              kind: 'create-table',
              table: {
                ...{ ...label, name: 'shop_pair' },
                columns: new Map([...label.columns, ['maker_id', before('maker_id')], ['x', added]]),
                uniques: [{ name: 'both', columns: ['maker_id', 'x'], uses: ['maker_id', 'x'] }],
                checks: [{ name: 'more', sql: 'x > 1', columns: ['x'] }],
                indexes: [{ name: 'x_idx', parts: [{ column: 'x' }], columns: ['x'] }],
                foreignKeys: dialect === 'sqlite' ? [] : [KEY],
              },
            },
          ]
        : [],
    'drop-table': [{ kind: 'drop-table', table: 'shop_label' }],
    'drop-table, and a key into it': [
      { kind: 'drop-constraint', ...on, name: key, of: 'foreignKeys' },
      { kind: 'drop-table', table: 'shop_owner' },
    ],
    'rename-table': [{ kind: 'rename-table', table: 'shop_label', to: 'shop_tag' }],
    'rename-table, changed before': [
      { kind: 'add-column', table: 'shop_label', column: added },
      { kind: 'rename-table', table: 'shop_label', to: 'shop_tag' },
    ],
    'add-index': [
      { kind: 'add-index', ...on, index: { name: 'i', parts: [{ column: 'size' }], columns: ['size'] } },
    ],
    'drop-index': [{ kind: 'drop-index', ...on, name: 'price_idx' }],
    'rename-index': [{ kind: 'rename-index', ...on, name: 'price_idx', to: 'cost_idx' }],
    'add-unique': [{ kind: 'add-unique', ...on, unique: { name: 'u', columns: ['size'], uses: ['size'] } }],
    'add-unique, as an index': [
      { kind: 'add-unique', ...on, unique: { name: 'u', columns: ['size'], uses: ['size'], index: true } },
    ],
    'add-check': [{ kind: 'add-check', ...on, check: { name: 'c', sql: 'size > 0', columns: ['size'] } }],
    'add-foreign-key': [{ kind: 'add-foreign-key', ...on, foreignKey: KEY }],
    'add-foreign-key, of the overlap': [
      { kind: 'add-foreign-key', ...on, foreignKey: { ...KEY, onDelete: 'set-null' } },
    ],
    'drop-constraint, a key': [{ kind: 'drop-constraint', ...on, name: key }],
    'drop-constraint, unique': [{ kind: 'drop-constraint', ...on, name: pair }],
    'drop-constraint, made and dropped': [
      { kind: 'add-check', ...on, check: { name: 'c', sql: 'size > 0', columns: ['size'] } },
      { kind: 'drop-constraint', ...on, name: 'c' },
    ],
    'set-column to NULL': [{ kind: 'set-column', ...on, column: 'size', nullable: true }],
    'set-column to NOT NULL': [{ kind: 'set-column', ...on, column: 'price', nullable: false }],
    'set-column to a default': [
      { kind: 'set-column', ...on, column: 'size', default: { kind: 'sql', sql: '-7' } },
    ],
    'set-column to no default': [{ kind: 'set-column', ...on, column: 'code', default: null }],
    'set-column to no default, nullable': [{ kind: 'set-column', ...on, column: 'price', default: null }],
    'set-column to a comment': [{ kind: 'set-column', ...on, column: 'size', comment: "it's" }],
    'set-column to no comment': [{ kind: 'set-column', ...on, column: 'note', comment: '' }],
    'alter-column to a longer type': [alter('sku', type('varchar(20)'))],
    'alter-column to another type': [
      alter('digits', { ...type('integer'), default: { kind: 'sql', sql: '6' } }),
    ],
    'alter-column, all of it': [
      alter('size', {
        ...type(dialect === 'postgresql' ? 'numeric(6, 2)' : 'bigint'),
        ...{ nullable: true, comment: 'all; of it', default: { kind: 'sql', sql: '3' } },
      }),
    ],
    'alter-column, collated': [
      alter('sku', { collation: dialect === 'postgresql' ? 'C' : 'utf8mb4_bin', nullable: true }),
    ],
    'alter-column twice': [alter('price', { nullable: false }), alter('price', { nullable: true })],
    'alter-column, NOT NULL and unique': [
      alter('price', { nullable: false }),
      { kind: 'add-unique', ...on, unique: { name: 'u', columns: ['price'], uses: ['price'] } },
    ],
  }
}

const FIELDS: Readonly<Record<string, readonly [name: string, field: string]>> = {
  'no longer positive': ['stock', 'models.IntegerField()'],
  positive: ['size', 'models.PositiveIntegerField()'],
  'positive and small': ['stock', 'models.PositiveSmallIntegerField(db_default=3)'],
  longer: ['sku', 'models.CharField(max_length=20)'],
  shorter: ['note', 'models.CharField(max_length=5, null=True)'],
  'not null': ['price', 'models.DecimalField(max_digits=6, decimal_places=2, db_default=1)'],
  'other digits': ['price', 'models.DecimalField(max_digits=8, decimal_places=3, null=True, db_default=2)'],
  text: ['note', 'models.TextField(null=True)'],
  number: ['digits', 'models.IntegerField(db_default=5)'],
  unique: ['size', 'models.IntegerField(unique=True)'],
  indexed: ['sku', 'models.CharField(max_length=9, db_index=True)'],
  'a key, with a constraint': [
    'maker',
    'models.ForeignKey(on_delete=models.CASCADE, to="shop.owner", null=True, related_name="+")',
  ],
  'a key, without': [
    'owner',
    'models.ForeignKey(on_delete=models.CASCADE, to="shop.owner", db_constraint=False)',
  ],
  json: ['note', 'models.JSONField(null=True)'],
}

/** What Django does to alter a field, on the databases that alter one. */
function altered(dialect: Dialect): Readonly<Record<string, readonly Change[]>> {
  if (dialect === 'sqlite') return {}
  const from = historyOf(OPERATIONS, dialect)
  const collation = dialect === 'postgresql' ? 'C' : 'utf8mb4_bin'
  const collated = `models.CharField(max_length=9, db_collation="${collation}")`
  const fields = { ...FIELDS, collated: ['sku', collated] as const }
  const entries = Object.entries(fields).map(([title, [name, field]]) => {
    const text = `migrations.AlterField("product", "${name}", ${field})`
    const to = historyOf([...OPERATIONS, text], dialect)
    const context = { app: 'shop', from: from.state, to: to.state, schema: from.schema }
    return [`AlterField: ${title}`, databaseChanges(operationFrom(text), 'forwards', context)] as const
  })
  return Object.fromEntries(entries)
}
