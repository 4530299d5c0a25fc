import { applyChanges } from '../../src/django/apply-change'
import type { Change } from '../../src/django/changes'
import type { Twin, View } from '../../src/django/schema'
import { MAX_NAME_LENGTH } from '../../src/django/names'
import { compile } from '../../src/sql/compile'
import { readSql } from '../../src/sql/read'
import { readExact } from '../../src/sql/read-exact'
import { placeholderDefault, twinName } from '../../src/sql/twin'
import { DATA_TYPES } from '../../src/django/backends/data-types'
import type { Dialect } from '../../src/core/dialect'
import { shop } from './kinds'
import { twinKinds, type TwinKind } from './twin-kinds'

const DIALECTS = ['postgresql', 'mariadb', 'mysql'] as const

const table = 'shop_product'
const plain: Twin = { name: 'shop_product_size_width_twin', column: 'size', twin: 'code' }
const full: Twin = { ...plain, column: 'sku', twin: 'note', blank: `'it''s )'`, comparesBytes: true }
const view: View = { name: 'shop_item', table: 'shop_label', columns: ['id'] }

const CHANGES: Readonly<Record<string, readonly Change[]>> = {
  'add-twin': [{ kind: 'add-twin', table, twin: plain }],
  'add-twin, with all': [{ kind: 'add-twin', table, twin: full }],
  'add-twin, bytes': [{ kind: 'add-twin', table, twin: { ...plain, comparesBytes: true } }],
  'drop-twin': [
    { kind: 'add-twin', table, twin: plain },
    { kind: 'drop-twin', table, twin: plain },
  ],
  'settle-twin': [
    { kind: 'add-twin', table, twin: plain },
    { kind: 'settle-twin', table, twin: plain },
  ],
  'settle-twin, no indexes': [
    { kind: 'add-twin', table, twin: full },
    { kind: 'settle-twin', table, twin: full },
  ],
  'swap-columns': [{ kind: 'swap-columns', table, one: 'sku', other: 'note' }],
  'create-view': [{ kind: 'create-view', view }],
  'drop-view': [
    { kind: 'create-view', view },
    { kind: 'drop-view', name: view.name },
  ],
  'settle-views': [
    { kind: 'create-view', view },
    { kind: 'settle-views', views: [view] },
  ],
  'unsettle-views': [
    { kind: 'rename-table', table: 'shop_label', to: 'shop_item' },
    { kind: 'unsettle-views', views: [view] },
  ],
}

describe.each(DIALECTS)('%s', (dialect) => {
  const bare = Object.entries(CHANGES).map(([title, changes]): [string, TwinKind] => [title, { changes }])
  const all = [...bare, ...Object.entries(twinKinds(dialect))]

  test.each(all)('%s is read as it is written', (_title, { before = [], changes }) => {
    for (const rerunnable of [false, true]) {
      const schema = applyChanges(shop(dialect), before)
      const statements = compile(changes, schema, { rerunnable }) ?? []
      expect(statements).not.toEqual([])
      const read = statements.flatMap((statement) => readSql(statement, dialect))
      expect(read.filter(({ kind }) => kind === 'unknown')).toEqual([])
      expect(applyChanges(schema, read)).toEqual(applyChanges(schema, changes))
    }
  })

  test.each(all)('%s, and one byte less, is not known', (_title, { before = [], changes }) => {
    const schema = applyChanges(shop(dialect), before)
    const statements = compile(changes, schema, { rerunnable: true }) ?? []
    for (const text of statements.filter((each) => readExact(each, dialect) !== undefined)) {
      for (const at of bytesOutsideNames(text)) {
        const changed = text.slice(0, at) + text.slice(at + 1)
        const kinds = readSql(changed, dialect).map(({ kind }) => kind)
        expect({ changed, isKnown: !kinds.includes('unknown') }).toEqual({ changed, isKnown: false })
      }
    }
  })
})

/** Of names and strings another one is as good. */
function bytesOutsideNames(text: string): readonly number[] {
  const inside = [...text.matchAll(/"[^"]*"|`[^`]*`|'(?:[^']|'')*'/g)]
  const isInside = (at: number): boolean =>
    inside.some(({ index, 0: found }) => index <= at && at < index + found.length)
  return [...text].map((_, at) => at).filter((at) => !isInside(at))
}

test('by the first trigger that goes it is known whether rows are left behind', () => {
  const [settle = ''] = (compile(CHANGES['settle-twin'] ?? [], shop('mariadb')) ?? []).filter((each) =>
    each.startsWith('BEGIN'),
  )
  const [asked, first] = [/trigger_name = '([^']*)'/, /DROP TRIGGER IF EXISTS `([^`]*)`/].map(
    (pattern) => pattern.exec(settle)?.[1],
  )
  expect(asked).toBe(`${plain.name}_update`)
  expect(first).toBe(asked)
})

test('SQLite has no words for any of them', () => {
  for (const [title, changes] of Object.entries(CHANGES)) {
    const statements = compile(changes.slice(-1), shop('sqlite'))
    expect({ title, statements }).toEqual({ title, statements: undefined })
  }
})

describe('names of twins', () => {
  test.each(['postgresql', 'mysql'] as const)('%s: there is room for what is put behind', (dialect) => {
    const long = 'x'.repeat(63)
    // PostgreSQL runs triggers in the order of their names.
    const first = dialect === 'postgresql' ? 'zz_' : ''
    const names = [
      twinName('shop_product', 'price', 'cost', dialect),
      twinName('"hr"."staff"', 'a', 'b', dialect),
      twinName(long, long, 'cost', dialect),
      twinName(long, long, 'costs', dialect),
      twinName('é'.repeat(40), 'ü'.repeat(40), 'x', dialect),
      twinName('a"b', 'c`d', "e'f", dialect),
    ]
    expect(names.slice(0, 2)).toEqual([`${first}shop_product_price_cost_twin`, `${first}staff_a_b_twin`])
    expect(new Set(names).size).toBe(names.length)
    for (const name of names) {
      expect(name).toMatch(/^[^"`']+_twin$/)
      const whole = dialect === 'mysql' ? `${name}_insert` : name
      expect(Buffer.byteLength(whole)).toBeLessThanOrEqual(MAX_NAME_LENGTH[dialect] ?? 0)
      expect(name).not.toContain('\uFFFD')
    }
  })
})

describe('what a NOT NULL column has for a default meanwhile', () => {
  const of = (sql: string, dialect: Dialect): string | undefined =>
    placeholderDefault({ kind: 'known', sql }, dialect)

  test('every type that Django writes has one', () => {
    for (const dialect of ['mysql', 'mariadb'] as const) {
      const types = Object.values(DATA_TYPES[dialect]).filter((type) => !type.includes('AUTO_INCREMENT'))
      for (const type of types) {
        const sql = type.replace('%(max_length)s', '9').replace('%(max_digits)s, %(decimal_places)s', '6, 2')
        expect({ sql, has: of(sql, dialect) !== undefined }).toEqual({ sql, has: true })
      }
    }
  })

  test('MySQL takes that of a text as an expression', () => {
    expect(of('longtext', 'mysql')).toBe("('')")
    expect(of('longtext', 'mariadb')).toBe("''")
  })

  test('no other type, and no other database', () => {
    expect(of('geometry', 'mysql')).toBeUndefined()
    expect(of('integer', 'postgresql')).toBeUndefined()
    expect(placeholderDefault({ kind: 'unknown', className: 'x.Field' }, 'mariadb')).toBeUndefined()
  })
})
