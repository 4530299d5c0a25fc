import type { Dialect } from '../../../src/core/dialect'
import { applyChange, applyChanges } from '../../../src/django/apply-change'
import type { Change } from '../../../src/django/changes'
import type { Column, Schema, Table } from '../../../src/django/schema'
import { refusalOf } from '../../support/refusal'

function column(name: string, more: Partial<Column> = {}): Column {
  return { name, type: { kind: 'known', sql: 'integer' }, nullable: false, identity: false, ...more }
}

function table(name: string, more: Partial<Table> = {}): Table {
  const columns = ['id', 'a', 'b', 'owner_id'].map((key): [string, Column] => [key, column(key)])
  return {
    name,
    columns: new Map(columns),
    primaryKey: ['id'],
    indexes: [],
    uniques: [],
    checks: [],
    foreignKeys: [],
    exclusions: [],
    ...more,
  }
}

const KEY = {
  name: 'fk',
  column: 'owner_id',
  toTable: 'owner',
  toColumn: 'id',
  onDelete: 'no-action',
} as const

function schema(dialect: Dialect, more: Partial<Table> = {}): Schema {
  return {
    dialect,
    tables: new Map([
      ['owner', table('owner')],
      ['book', table('book', more)],
    ]),
  }
}

function after(start: Schema, ...changes: readonly Change[]): Table | undefined {
  return applyChanges(start, changes).tables.get('book')
}

const PAIR = { name: 'pair', parts: [{ column: 'a' }, { column: 'b' }], columns: ['a', 'b'] }
const UNIQUE = { name: 'uniq', columns: ['a', 'b'], uses: ['a', 'b'] }
const CHECK = { name: 'both', sql: undefined, columns: ['a', 'b'] }
const drop = (name: string): Change => ({ kind: 'drop-column', table: 'book', column: name })

test('the schema that is given stays as it is', () => {
  const start = schema('postgresql')
  applyChange(start, drop('a'))
  expect(start.tables.get('book')?.columns.has('a')).toBe(true)
})

describe('drop-column', () => {
  test('PostgreSQL drops what uses the column', () => {
    const start = schema('postgresql', {
      indexes: [PAIR],
      uniques: [UNIQUE],
      checks: [CHECK],
      foreignKeys: [KEY],
    })
    const left = after(start, drop('a'), drop('owner_id'))
    expect(left).toMatchObject({ indexes: [], uniques: [], checks: [], foreignKeys: [] })
  })

  test.each<[Dialect, string, Partial<Table>]>([
    ['postgresql', 'a foreign key of the table book points to the column owner.id', { foreignKeys: [KEY] }],
    ['mysql', 'since the foreign key fk uses it', { foreignKeys: [KEY] }],
    ['mysql', 'since the check both uses it', { checks: [CHECK] }],
    ['mariadb', 'since the unique rule uniq uses it', { uniques: [UNIQUE] }],
    ['sqlite', 'since the unique rule uniq uses it', { uniques: [UNIQUE] }],
    ['sqlite', 'since the index pair uses it', { indexes: [PAIR] }],
    ['sqlite', 'since the check both uses it', { checks: [CHECK] }],
    ['sqlite', 'since the foreign key fk uses it', { foreignKeys: [KEY] }],
    ['sqlite', 'since the primary key uses it', {}],
    ['postgresql', 'the table book has no column gone', {}],
  ])('%s: %s', (dialect, reason, more) => {
    const start = schema(dialect, more)
    const changes: Record<string, Change> = {
      'points to': { kind: 'drop-column', table: 'owner', column: 'id' },
      'foreign key fk': drop('owner_id'),
      'primary key': drop('id'),
      gone: drop('gone'),
    }
    const change = Object.entries(changes).find(([part]) => reason.includes(part))?.[1] ?? drop('a')
    const refusal = refusalOf(() => applyChange(start, change))
    expect(refusal.code).toBe('not-applicable')
    expect(refusal.reason).toContain(reason)
  })

  test('MySQL takes the column out of indexes', () => {
    expect(after(schema('mysql', { indexes: [PAIR], uniques: [UNIQUE] }), drop('a'))).toMatchObject({
      indexes: [{ name: 'pair', parts: [{ column: 'b' }] }],
      uniques: [{ name: 'uniq', columns: ['b'] }],
    })
  })

  test("SQLite drops the check of the column's own", () => {
    const own = { name: undefined, sql: '"a" >= 0', columns: ['a'] }
    expect(after(schema('sqlite', { checks: [own] }), drop('a'))?.checks).toEqual([])
  })
})

describe('tables', () => {
  test.each<[string, Change]>([
    ['there already is a table owner', { kind: 'create-table', table: table('owner') }],
    ['there already is a table owner', { kind: 'rename-table', table: 'book', to: 'owner' }],
    ['there is no table gone', { kind: 'drop-table', table: 'gone' }],
    ['a foreign key of the table book points to the table owner', { kind: 'drop-table', table: 'owner' }],
    ['already has a column a', { kind: 'add-column', table: 'book', column: column('a') }],
    ['already has a column b', { kind: 'alter-column', table: 'book', column: 'a', to: column('b') }],
    ['already has an index pair', { kind: 'add-index', table: 'book', index: PAIR }],
    ['has no constraint gone', { kind: 'drop-constraint', table: 'book', name: 'gone' }],
    ['has no index gone', { kind: 'drop-index', table: 'book', name: 'gone' }],
    ['the database has no index gone', { kind: 'drop-index', table: undefined, name: 'gone' }],
  ])('%s', (reason, change) => {
    const start = schema('postgresql', { foreignKeys: [KEY], indexes: [PAIR] })
    expect(refusalOf(() => applyChange(start, change)).reason).toContain(reason)
  })

  test('keys follow a table and a column that are renamed', () => {
    const left = after(
      schema('postgresql', { foreignKeys: [KEY] }),
      { kind: 'rename-table', table: 'owner', to: 'person' },
      { kind: 'alter-column', table: 'person', column: 'id', to: column('number') },
    )
    expect(left?.foreignKeys).toEqual([{ ...KEY, toTable: 'person', toColumn: 'number' }])
  })

  test('a renamed column is renamed wherever the table uses it', () => {
    const own = { name: 'book_a_check', sql: '"a" >= 0', columns: ['a'] }
    const start = schema('postgresql', {
      indexes: [PAIR],
      uniques: [UNIQUE],
      checks: [own],
      primaryKey: ['a'],
    })
    expect(after(start, { kind: 'alter-column', table: 'book', column: 'a', to: column('z') })).toMatchObject(
      {
        primaryKey: ['z'],
        indexes: [{ parts: [{ column: 'z' }, { column: 'b' }], columns: ['z', 'b'] }],
        uniques: [{ columns: ['z', 'b'], uses: ['z', 'b'] }],
        checks: [{ sql: '"z" >= 0', columns: ['z'] }],
      },
    )
  })

  test('a rebuilt table keeps the keys that point to it', () => {
    const start = schema('sqlite', { foreignKeys: [KEY] })
    const end = applyChange(start, {
      kind: 'rebuild-table',
      table: 'owner',
      to: table('owner', { checks: [CHECK] }),
      copies: [],
    })
    expect(end.tables.get('owner')?.checks).toEqual([CHECK])
    expect(end.tables.get('book')?.foreignKeys).toEqual([KEY])
  })

  test('SQLite lets a table go that keys point to', () => {
    const end = applyChange(schema('sqlite', { foreignKeys: [KEY] }), { kind: 'drop-table', table: 'owner' })
    expect([...end.tables.keys()]).toEqual(['book'])
  })
})

describe('indexes of foreign keys on MySQL', () => {
  const addKey: Change = { kind: 'add-foreign-key', table: 'book', foreignKey: KEY }
  const serving = {
    name: 'own',
    parts: [{ column: 'owner_id' }, { column: 'a' }],
    columns: ['owner_id', 'a'],
  }
  const addServing: Change = { kind: 'add-index', table: 'book', index: serving }

  test('one is made, and goes when another serves', () => {
    expect(after(schema('mysql'), addKey)?.indexes).toMatchObject([{ name: 'fk', implicit: true }])
    expect(after(schema('mysql'), addKey, addServing)?.indexes).toEqual([serving])
    expect(after(schema('mysql'), addServing, addKey)?.indexes).toEqual([serving])
    expect(after(schema('postgresql'), addKey)?.indexes).toEqual([])
  })

  test('the only one that serves cannot be dropped', () => {
    const start = applyChanges(schema('mariadb'), [addServing, addKey])
    const refusal = refusalOf(() => applyChange(start, { kind: 'drop-index', table: 'book', name: 'own' }))
    expect(refusal.reason).toContain('is the only one that serves the foreign key on owner_id')
  })

  test('it outlives its key', () => {
    const left = after(schema('mariadb'), addKey, { kind: 'drop-constraint', table: 'book', name: 'fk' })
    expect(left).toMatchObject({ foreignKeys: [], indexes: [{ name: 'fk' }] })
  })
})

test('parts of a column', () => {
  const set = (more: object): Change => ({ kind: 'set-column', table: 'book', column: 'a', ...more })
  const value = { kind: 'sql', sql: '1' } as const
  expect(after(schema('postgresql'), set({ nullable: true, default: value }))?.columns.get('a')).toEqual(
    column('a', { nullable: true, default: value }),
  )
  expect(
    after(schema('postgresql'), set({ default: value }), set({ default: null }))?.columns.get('a'),
  ).toEqual(column('a'))
})
