import { applyChanges } from '../../src/django/apply-change'
import type { Change } from '../../src/django/changes'
import type { Schema, Twin, View } from '../../src/django/schema'
import { compile } from '../../src/sql/compile'
import { readSql } from '../../src/sql/read'
import { shop } from './kinds'

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
  test.each(Object.entries(CHANGES))('%s is read as it is written', (_title, changes) => {
    for (const rerunnable of [false, true]) {
      const schema = shop(dialect)
      const statements = compile(changes, schema, { rerunnable }) ?? []
      expect(statements).not.toEqual([])
      const read = statements.flatMap((statement) => readSql(statement, dialect))
      expect(read.filter(({ kind }) => kind === 'unknown')).toEqual([])
      expect(applied(read, schema)).toEqual(applied(changes, schema))
    }
  })
})

function applied(changes: readonly Change[], schema: Schema): Schema {
  return applyChanges(schema, changes)
}
