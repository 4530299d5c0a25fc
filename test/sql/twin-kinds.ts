import type { Dialect } from '../../src/core/dialect'
import { isMysql } from '../../src/django/backends/features'
import type { Change } from '../../src/django/changes'
import type { Column, Table, Twin, View } from '../../src/django/schema'
import { quoteName } from '../../src/core/quote'
import { shop } from './kinds'

/** What is there, as changes and as statements, and what is then done. */
export interface TwinKind {
  readonly before?: readonly Change[]
  readonly rows?: readonly string[]
  readonly changes: readonly Change[]
}

/** Names with all that means something to SQL, to plpgsql, to python and to comments; Django does not double quotes. */
const ODD = ["it's", '$$a$$', '$bgsplit$', '100%s', '*/ -- b', 'a;b', '%(x)s', '\\'] as const
const [ODD_TABLE, ODD_COLUMN, ODD_TWIN] = [`t ${ODD.join(' ')}`, `c ${ODD.join(' ')}`, `w ${ODD.join(' ')}`]

/** A change of each kind that is about twins and views, by title. */
export function twinKinds(dialect: Dialect): Readonly<Record<string, TwinKind>> {
  const on = { table: 'shop_product' } as const
  const size = column('width', 'integer', dialect === 'postgresql')
  const twin: Twin = { name: 'shop_product_size_width_twin', column: 'size', twin: 'width' }
  const blanks = isMysql(dialect) ? zero(on.table, 'size') : []
  const added: readonly Change[] = [
    ...blanks,
    { kind: 'add-column', ...on, column: isMysql(dialect) ? { ...size, nullable: false, ...ZERO } : size },
    { kind: 'add-twin', ...on, twin: isMysql(dialect) ? { ...twin, blank: '0' } : twin },
  ]
  const copies: readonly Change[] = [
    { kind: 'add-index', ...on, index: index('i_twin', ['width', 'price']) },
    { kind: 'add-index', ...on, index: index('j_twin', ['price', 'width']) },
    { kind: 'add-unique', ...on, unique: { ...unique('u_twin', ['stock', 'width']), index: true } },
  ]
  const rules: readonly Change[] = [
    { kind: 'add-index', ...on, index: index('i', ['size', 'price']) },
    { kind: 'add-unique', ...on, unique: unique('u', ['size']) },
    { kind: 'add-check', ...on, check: { name: 'c', sql: quoted('size > 0', dialect), columns: ['size'] } },
    ...pointing(dialect),
  ]
  return {
    'add-twin': { before: [...blanks, ...added.slice(-2, -1)], changes: added.slice(-1) },
    'add-twin, text': textTwin(dialect),
    'drop-twin': { before: added, changes: [{ kind: 'drop-twin', ...on, twin }] },
    'settle-twin': {
      before: [...rules, ...added, ...copies],
      rows: ['UPDATE shop_product SET width = size'],
      changes: [{ kind: 'settle-twin', ...on, twin }],
    },
    'swap-columns': {
      before: [...rules, ...added, ...copies],
      changes: [{ kind: 'swap-columns', ...on, one: 'size', other: 'width' }],
    },
    ...odd(dialect),
    ...viewKinds(dialect),
    ...(dialect === 'postgresql' && {
      'rename-constraint': {
        before: rules,
        changes: [
          { kind: 'rename-constraint', ...on, name: 'c', to: 'd' },
          { kind: 'rename-constraint', ...on, name: 'u', to: "v's" },
        ],
      },
    }),
  }
}

const ZERO = { default: { kind: 'sql', sql: '0' } } as const

function zero(table: string, name: string): readonly Change[] {
  return [{ kind: 'set-column', table, column: name, ...ZERO }]
}

function column(name: string, sql: string, nullable: boolean): Column {
  return { name, type: { kind: 'known', sql }, nullable, identity: false }
}

function index(name: string, columns: readonly string[]) {
  return { name, parts: columns.map((each) => ({ column: each })), columns }
}

function unique(name: string, columns: readonly string[]) {
  return { name, columns, uses: columns }
}

function quoted(sql: string, dialect: Dialect): string {
  return sql.replace(/^\w+/, (name) => quoteName(name, dialect))
}

/** A key of another table that points at the column. */
function pointing(dialect: Dialect): readonly Change[] {
  const label = shop(dialect).tables.get('shop_label')
  if (label === undefined) return []
  const at = column('size_id', 'integer', true)
  return [
    { kind: 'add-column', table: label.name, column: at },
    {
      ...{ kind: 'add-foreign-key', table: label.name },
      foreignKey: {
        ...{ name: 'to_size', column: at.name, toTable: 'shop_product', toColumn: 'size' },
        onDelete: 'no-action',
      },
    },
  ]
}

function textTwin(dialect: Dialect): TwinKind {
  const blank = `'it''s $bgsplit$ %'`
  const more = { ...column('label', 'varchar(30)', true), default: { kind: 'sql', sql: blank } } as const
  const twin = { name: 'shop_product_sku_label_twin', column: 'sku', twin: 'label', blank } as const
  return {
    before: [{ kind: 'add-column', table: 'shop_product', column: more }],
    changes: [{ kind: 'add-twin', table: 'shop_product', twin: { ...twin, comparesBytes: true } }],
    ...(dialect === 'sqlite' && { changes: [] }),
  }
}

function odd(dialect: Dialect): Readonly<Record<string, TwinKind>> {
  const table: Table = {
    ...{
      name: ODD_TABLE,
      primaryKey: [],
      indexes: [],
      uniques: [],
      checks: [],
      foreignKeys: [],
      exclusions: [],
    },
    columns: new Map([ODD_COLUMN, ODD_TWIN].map((name) => [name, column(name, 'integer', true)])),
  }
  const twin: Twin = {
    name: `${ODD.slice(0, 7).join('')}_twin`,
    column: ODD_COLUMN,
    twin: ODD_TWIN,
    blank: '7',
  }
  const view: View = { name: `v ${ODD.join(' ')}`, table: ODD_TABLE, columns: [ODD_COLUMN, ODD_TWIN] }
  const create: Change = { kind: 'create-table', table }
  const on = { table: ODD_TABLE } as const
  const rows = [`INSERT INTO ${quoteName(ODD_TABLE, dialect)} VALUES (1, 1)`]
  const addTwin: Change = { kind: 'add-twin', ...on, twin }
  const addCopy: Change = { kind: 'add-index', ...on, index: index("i'_twin", [ODD_TWIN, ODD_COLUMN]) }
  const createView: Change = { kind: 'create-view', view }
  const rename: Change = { kind: 'rename-table', ...on, to: view.name }
  const kinds: Readonly<Record<string, TwinKind>> = {
    'add-twin': { before: [create], changes: [addTwin] },
    'drop-twin': { before: [create, addTwin], changes: [{ kind: 'drop-twin', ...on, twin }] },
    'settle-twin': {
      before: [create, addTwin, addCopy],
      rows,
      changes: [{ kind: 'settle-twin', ...on, twin }],
    },
    'swap-columns': {
      before: [create],
      changes: [{ kind: 'swap-columns', ...on, one: ODD_COLUMN, other: ODD_TWIN }],
    },
    'create-view': { before: [create], changes: [createView] },
    'drop-view': { before: [create, createView], changes: [{ kind: 'drop-view', name: view.name }] },
    'settle-views': { before: [create, createView], changes: [{ kind: 'settle-views', views: [view] }] },
    'unsettle-views': { before: [create, rename], changes: [{ kind: 'unsettle-views', views: [view] }] },
  }
  return Object.fromEntries(Object.entries(kinds).map(([title, kind]) => [`${title}, odd names`, kind]))
}

function viewKinds(dialect: Dialect): Readonly<Record<string, TwinKind>> {
  const columns = [...(shop(dialect).tables.get('shop_product')?.columns.keys() ?? [])]
  const view: View = { name: 'shop_item', table: 'shop_product', columns }
  const short: View = { name: 'shop_tag', table: 'shop_label', columns: ['id'] }
  const views = [view, short]
  const made = views.map((each): Change => ({ kind: 'create-view', view: each }))
  const rows =
    dialect === 'postgresql'
      ? [
          'GRANT SELECT, INSERT ON shop_product TO PUBLIC',
          'GRANT UPDATE (sku) ON shop_product TO pg_read_all_data WITH GRANT OPTION',
          'ALTER TABLE shop_label OWNER TO pg_read_all_data',
        ]
      : []
  return {
    'create-view': { rows, changes: made },
    'drop-view': { before: made, changes: views.map(({ name }) => ({ kind: 'drop-view', name })) },
    'settle-views': { before: made, rows, changes: [{ kind: 'settle-views', views }] },
    'settle-views, changed before': {
      before: made,
      changes: [
        { kind: 'set-column', table: 'shop_product', column: 'size', default: { kind: 'sql', sql: '3' } },
        { kind: 'settle-views', views },
      ],
    },
    'unsettle-views': {
      before: views.map(({ name, table }) => ({ kind: 'rename-table', table, to: name })),
      rows: rows.map((each) => each.replace('shop_product', 'shop_item').replace('shop_label', 'shop_tag')),
      changes: [{ kind: 'unsettle-views', views }],
    },
  }
}
