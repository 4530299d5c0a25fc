import { Refusal } from '../core/errors'
import type { Place } from '../core/span'
import { applyChange, applyChanges } from '../django/apply-change'
import type { Change } from '../django/changes'
import type { ReplayEnvironment } from '../django/replay'
import type { ForeignKey, Schema, Table } from '../django/schema'
import { CAPABILITIES } from '../sql/dialect'
import { compile } from '../sql/compile'
import type { Snapshot } from '../django/snapshot'
import type { ProjectState } from '../django/state'
import type { Drop, DroppedColumn, DroppedTables } from './drop'
import { dropKey } from './overlap-key'
import type { Step } from './plan'
import { recreateColumn } from './recreate'
import type { PlanOptions } from './site'
import { djangoSteps, indexNames } from './later-django'
import type { OperationWriter } from './write-operation'

/** One drop, worked out against the schema as the drops before it leave it. */
export interface PlannedDrop {
  readonly drop: Drop
  /** The statements of both ways; undefined where they cannot be written, so that Django has to do it. */
  readonly sql: { readonly forward: readonly string[]; readonly reverse: readonly string[] } | undefined
  /** Keys of the overlap on what is dropped. */
  readonly keys: readonly Change[]
  readonly before: Schema
  readonly after: Schema
}

export interface LaterContext {
  /** State and schema when the database migration begins. */
  readonly before: Snapshot
  /** The models of old code, for what the state has let go. */
  readonly blue: ProjectState
  readonly options: PlanOptions
  readonly environment: ReplayEnvironment
  readonly write: OperationWriter
  readonly place: Place
}

/**
 * The operations of the database migration: columns first, then tables, so that no key stands in the way of what it
 * points at. SQL where it can be written, and else Django's own operations.
 *
 * Throws `rule-left-behind` where something that stays still points at what goes.
 */
export function laterSteps(drops: readonly Drop[], context: LaterContext): readonly Step[] {
  const planned = planDrops(inOrder(drops, context.before.schema), context)
  const asDjango = planned.filter((each) => needsDjango(each, planned, context.options))
  const steps = planned.flatMap((each): readonly Step[] => {
    if (!asDjango.includes(each)) return [sqlStep(each, context.write)]
    const group = asDjango.filter((other) => other.drop.model === each.drop.model)
    return group[0] === each ? djangoSteps(group, planned, context) : []
  })
  return asDjango.length === 0 ? steps : [...indexNames(steps, context), ...steps]
}

/** Generated columns before those that they are made of, columns before tables, and what points before its target. */
function inOrder(drops: readonly Drop[], schema: Schema): readonly Drop[] {
  const rank = ({ what }: Drop): number => (what.kind === 'column' && what.generated ? 0 : 1)
  const columns = drops.filter(({ what }) => what.kind === 'column')
  const tables = drops.filter(({ what }) => what.kind === 'tables')
  return [...columns.toSorted((one, other) => rank(one) - rank(other)), ...unpointedFirst(tables, schema)]
}

/** Tables that nothing else of the rest points at first; in a circle, the order of the file. */
function unpointedFirst(drops: readonly Drop[], schema: Schema): readonly Drop[] {
  const [first] = drops
  if (first === undefined) return []
  const next =
    drops.find((drop) => drops.every((other) => other === drop || !pointsAt(other, drop, schema))) ?? first
  const rest = drops.filter((drop) => drop !== next)
  return [next, ...unpointedFirst(rest, schema)]
}

function pointsAt(one: Drop, other: Drop, { tables }: Schema): boolean {
  const targets = new Set(tablesOf(other))
  return tablesOf(one).some((name) => tables.get(name)?.foreignKeys.some((key) => targets.has(key.toTable)))
}

function tablesOf({ what }: Drop): readonly string[] {
  return what.kind === 'tables' ? what.tables : []
}

function planDrops(drops: readonly Drop[], context: LaterContext): readonly PlannedDrop[] {
  const planned: PlannedDrop[] = []
  for (const [index, drop] of drops.entries()) {
    const before = planned.at(-1)?.after ?? context.before.schema
    const goesLater = new Set(drops.slice(index + 1).flatMap(tablesOf))
    planned.push(
      drop.what.kind === 'column'
        ? { drop, before, ...dropColumn(drop.what, before) }
        : { drop, before, ...dropTables(drop.what, before, goesLater, context.place) },
    )
  }
  return planned
}

type Planned = Omit<PlannedDrop, 'drop' | 'before'>

function dropColumn({ table, column }: DroppedColumn, schema: Schema): Planned {
  const forward = [...clearing(schema, table, column), { kind: 'drop-column', table, column } as const]
  const reverse = recreateColumn(schema, table, column)
  const keys = reverse.filter((change) => change.kind === 'add-foreign-key')
  const dropped = applied(forward, schema)
  const after = dropped ?? withoutColumn(schema, table, column)
  return { sql: dropped && statements(forward, reverse, schema, after), keys, after }
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

/** The SQL of both ways, or nothing where one cannot be written. */
function statements(
  forward: readonly Change[],
  reverse: readonly Change[],
  before: Schema,
  after: Schema,
): PlannedDrop['sql'] {
  const [there, back] = [compile(forward, before), compile(reverse, after)]
  return there && back && { forward: there, reverse: back }
}

/** The schema after the changes; undefined where the database would refuse one: SQLite drops no column that is used. */
function applied(changes: readonly Change[], schema: Schema): Schema | undefined {
  try {
    return applyChanges(schema, changes)
  } catch (error) {
    if (error instanceof Refusal) return undefined
    throw error
  }
}

/**
 * The keys that other tables of this plan have on these are dropped first, by the names that the overlap gave them;
 * a key of anything that stays is none of this migration's, and is refused.
 */
function dropTables(
  { tables }: DroppedTables,
  schema: Schema,
  goesLater: ReadonlySet<string>,
  place: Place,
): Planned {
  const inbound = tables.flatMap((table) => keysInto(schema, table, new Set(tables)))
  for (const { table, key } of inbound) if (!goesLater.has(table.name)) throw leftBehind(table, key, place)
  const unlink = inbound.map(({ table, key }) => dropKey(table.name, key))
  const link = inbound.map(({ table, key }) => addKey(table, key))
  const forward = [...unlink, ...tables.map((table): Change => ({ kind: 'drop-table', table }))]
  const gone = tables.flatMap((name) => schema.tables.get(name) ?? [])
  const reverse = [...gone].reverse().map((table): Change => ({ kind: 'create-table', table }))
  const keys = [...gone.flatMap((table) => table.foreignKeys.map((key) => addKey(table, key))), ...link]
  const after = applyChanges(schema, forward)
  return { sql: statements(forward, [...reverse, ...link], schema, after), keys, after }
}

function addKey(table: Table, foreignKey: ForeignKey): Change {
  return { kind: 'add-foreign-key', table: table.name, foreignKey }
}

interface InboundKey {
  readonly table: Table
  readonly key: ForeignKey
}

function keysInto(schema: Schema, target: string, except: ReadonlySet<string>): readonly InboundKey[] {
  return [...schema.tables.values()]
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

function needsDjango(each: PlannedDrop, all: readonly PlannedDrop[], options: PlanOptions): boolean {
  if (options.databaseOperations === 'django' || each.sql === undefined) return true
  if (CAPABILITIES[each.before.dialect].altersTables) return false
  // Django makes a SQLite table again from the state, which knows only of what it is told in one go.
  return all.some((other) => other.sql === undefined && sameTable(other, each))
}

function sameTable({ drop: { what: one } }: PlannedDrop, { drop: { what: other } }: PlannedDrop): boolean {
  return one.kind === 'column' && other.kind === 'column' && one.table === other.table
}

function sqlStep({ drop, sql }: PlannedDrop, write: OperationWriter): Step {
  return write.step(write.runSql(sql?.forward ?? [], sql?.reverse ?? [], drop.model), drop.comment)
}
