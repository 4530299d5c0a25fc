import { Refusal, orUndefined } from '../core/errors'
import type { Place } from '../core/span'
import { applyChange, applyChanges } from '../django/apply-change'
import type { Change } from '../django/changes'
import { tablesPointingAt } from '../django/inbound'
import type { ForeignKey, Schema, Table } from '../django/schema'
import { CAPABILITIES } from '../sql/dialect'
import type { DroppedColumn, DroppedTables } from './deferred'
import { dropKey } from './overlap-key'
import { recreateColumn } from './recreate'
import { bothWays, type Worked } from './worked'

/** A column that is dropped, and made again on the way back with all that the overlap has on it. */
export function dropColumn({ table, column }: DroppedColumn, schema: Schema): Worked {
  const forward = [...clearing(schema, table, column), { kind: 'drop-column', table, column } as const]
  const reverse = recreateColumn(schema, table, column)
  const keys = reverse.filter((change) => change.kind === 'add-foreign-key')
  const dropped = applied(forward, schema)
  const after = dropped ?? withoutColumn(schema, table, column)
  return { ways: dropped && bothWays(forward, reverse, schema, after), keys, after }
}

/** What the database wants out of the way before it drops a column. */
function clearing(schema: Schema, name: string, column: string): readonly Change[] {
  const table = schema.tables.get(name)
  const can = CAPABILITIES[schema.dialect]
  const keys = can.dropsKeysWithColumn
    ? []
    : (table?.foreignKeys ?? []).filter((key) => key.column === column)
  const indexes = can.dropsIndexesWithColumn
    ? []
    : (table?.indexes ?? []).filter((index) => index.columns?.includes(column))
  return [
    ...keys.map((key) => dropKey(name, key)),
    ...indexes.flatMap((index) =>
      index.name === undefined ? [] : [{ kind: 'drop-index', table: name, name: index.name } as const],
    ),
  ]
}

/** The schema without a column and all that uses it, whatever the database would say to that. */
function withoutColumn(schema: Schema, name: string, column: string): Schema {
  const table = schema.tables.get(name)
  if (table === undefined) return schema
  const spared = (columns: readonly string[] | undefined): boolean => columns?.includes(column) !== true
  const columns = new Map(table.columns)
  columns.delete(column)
  const to: Table = {
    ...table,
    columns,
    indexes: table.indexes.filter((index) => spared(index.columns)),
    uniques: table.uniques.filter((unique) => spared(unique.uses ?? unique.columns)),
    checks: table.checks.filter((check) => spared(check.columns)),
    foreignKeys: table.foreignKeys.filter((key) => key.column !== column),
  }
  return applyChange(schema, { kind: 'rebuild-table', table: name, to, copies: [] })
}

/** The schema after the changes; undefined where the database would refuse one: SQLite drops no column that is used. */
function applied(changes: readonly Change[], schema: Schema): Schema | undefined {
  return orUndefined(() => applyChanges(schema, changes))
}

/**
 * The keys that other tables of this plan have on these are dropped first, by the names that the overlap gave them;
 * a key of anything that stays is none of this migration's, and is refused.
 *
 * Throws `rule-left-behind`.
 */
export function dropTables(
  { tables }: DroppedTables,
  schema: Schema,
  goesLater: ReadonlySet<string>,
  place: Place,
): Worked {
  const inbound = tables.flatMap((table) => keysInto(schema, table, new Set(tables)))
  for (const { table, key } of inbound) if (!goesLater.has(table.name)) throw leftBehind(table, key, place)
  const unlink = inbound.map(({ table, key }) => dropKey(table.name, key))
  const link = inbound.map(({ table, key }) => addKey(table, key))
  const forward = [...unlink, ...tables.map((table): Change => ({ kind: 'drop-table', table }))]
  const gone = tables.flatMap((name) => schema.tables.get(name) ?? [])
  const reverse = [...gone].reverse().map((table): Change => ({ kind: 'create-table', table }))
  const keys = [...gone.flatMap((table) => table.foreignKeys.map((key) => addKey(table, key))), ...link]
  const after = applyChanges(schema, forward)
  return { ways: bothWays(forward, [...reverse, ...link], schema, after), keys, after }
}

function addKey(table: Table, foreignKey: ForeignKey): Change {
  return { kind: 'add-foreign-key', table: table.name, foreignKey }
}

interface InboundKey {
  readonly table: Table
  readonly key: ForeignKey
}

function keysInto(schema: Schema, target: string, except: ReadonlySet<string>): readonly InboundKey[] {
  return tablesPointingAt(schema, target)
    .filter((table) => !except.has(table.name))
    .flatMap((table) =>
      table.foreignKeys.filter((key) => key.toTable === target).map((key) => ({ table, key })),
    )
}

function leftBehind(table: Table, key: ForeignKey, place: Place): Refusal {
  return new Refusal({
    code: 'rule-left-behind',
    reason: `${table.name}.${key.column} still points at ${key.toTable}, which could then not be dropped`,
    wayOut: 'remove that field first, or in this migration',
    place,
  })
}
