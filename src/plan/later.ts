import { Refusal } from '../core/errors'
import type { Place } from '../core/span'
import { applyChange } from '../django/apply-change'
import type { Change } from '../django/changes'
import type { ForeignKey, Schema, Table } from '../django/schema'
import { CAPABILITIES } from '../sql/dialect'
import { compile } from '../sql/compile'
import type { Drop, DroppedTables } from './drop'
import type { Step } from './plan'
import { recreateColumn } from './recreate'
import type { PlanOptions } from './site'
import type { OperationWriter } from './write-operation'

/** One drop, worked out against the schema as the drops before it leave it. */
interface PlannedDrop {
  readonly drop: Drop
  readonly forward: readonly Change[]
  readonly reverse: readonly Change[]
  readonly before: Schema
  readonly after: Schema
}

/**
 * The operations of the database migration: columns first, then tables, so that no key stands in the way of what it
 * points at. SQL where it can be written, and else Django's own operations.
 *
 * Throws `rule-left-behind` where something that stays still points at what goes.
 */
export function laterSteps(
  drops: readonly Drop[],
  schema: Schema,
  options: PlanOptions,
  write: OperationWriter,
  place: Place,
): readonly Step[] {
  const planned = planDrops(inOrder(drops), schema, place)
  const asDjango = new Set(planned.filter((each) => needsDjango(each, planned, options)))
  const sql = planned.filter((each) => !asDjango.has(each)).map((each) => sqlStep(each, write))
  return [...sql, ...djangoSteps([...asDjango], write)]
}

function inOrder(drops: readonly Drop[]): readonly Drop[] {
  const ofKind = (kind: Drop['what']['kind']): readonly Drop[] =>
    drops.filter(({ what }) => what.kind === kind)
  return [...ofKind('column'), ...ofKind('tables')]
}

function planDrops(drops: readonly Drop[], schema: Schema, place: Place): readonly PlannedDrop[] {
  const planned: PlannedDrop[] = []
  for (const [index, drop] of drops.entries()) {
    const before = planned.at(-1)?.after ?? schema
    const goesLater = new Set(
      drops.slice(index + 1).flatMap(({ what }) => (what.kind === 'tables' ? what.tables : [])),
    )
    const changes =
      drop.what.kind === 'column' ? dropColumn(drop, before) : dropTables(drop.what, before, goesLater, place)
    const after = changes.forward.reduce(applyChange, before)
    planned.push({ drop, ...changes, before, after })
  }
  return planned
}

type Both = Pick<PlannedDrop, 'forward' | 'reverse'>

function dropColumn({ what }: Drop, schema: Schema): Both {
  if (what.kind !== 'column') return { forward: [], reverse: [] }
  const { table, column } = what
  const indexes = CAPABILITIES[schema.dialect].dropsIndexesWithColumn ? [] : indexesOn(schema, table, column)
  const forward = [...indexes, { kind: 'drop-column', table, column } as const]
  return { forward, reverse: recreateColumn(schema, table, column) }
}

/** SQLite drops no column that is indexed. */
function indexesOn(schema: Schema, table: string, column: string): readonly Change[] {
  const indexes = schema.tables.get(table)?.indexes ?? []
  return indexes
    .filter((index) => index.columns?.includes(column) === true)
    .flatMap(({ name }) => (name === undefined ? [] : [{ kind: 'drop-index', table, name } as const]))
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
): Both {
  const inbound = tables.flatMap((table) => keysInto(schema, table, new Set(tables)))
  for (const { table, key } of inbound) if (!goesLater.has(table.name)) throw leftBehind(table, key, place)
  const unlink = inbound.map(({ table, key }): Change => ({
    kind: 'drop-constraint',
    table: table.name,
    name: key.name ?? '',
  }))
  const link = inbound.map(({ table, key }): Change => ({
    kind: 'add-foreign-key',
    table: table.name,
    foreignKey: key,
  }))
  const drops = tables.map((table): Change => ({ kind: 'drop-table', table }))
  const creates = [...tables].reverse().flatMap((name): readonly Change[] => {
    const table = schema.tables.get(name)
    return table ? [{ kind: 'create-table', table }] : []
  })
  return { forward: [...unlink, ...drops], reverse: [...creates, ...link] }
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
  if (options.databaseOperations === 'django' || !isWritable(each)) return true
  if (CAPABILITIES[each.before.dialect].altersTables) return false
  // Django makes a SQLite table again from the state, which knows only of what it is told in one go.
  return all.some((other) => !isWritable(other) && sameTable(other, each))
}

function isWritable({ forward, reverse, before, after }: PlannedDrop): boolean {
  return compile(forward, before) !== undefined && compile(reverse, after) !== undefined
}

function sameTable(one: PlannedDrop, other: PlannedDrop): boolean {
  return (
    one.drop.what.kind === 'column' &&
    other.drop.what.kind === 'column' &&
    one.drop.what.table === other.drop.what.table
  )
}

function sqlStep({ drop, forward, reverse, before, after }: PlannedDrop, write: OperationWriter): Step {
  const sql = write.runSql(compile(forward, before) ?? [], compile(reverse, after) ?? [], drop.model)
  return write.step(sql, drop.comment)
}

/** Django's own operations, one group for each model: first it is told of all that it is to drop. */
function djangoSteps(planned: readonly PlannedDrop[], write: OperationWriter): readonly Step[] {
  const models = [...new Set(planned.map(({ drop }) => drop.model))]
  return models.flatMap((model) => {
    const own = planned.filter(({ drop }) => drop.model === model)
    const keys = own.flatMap((each) => keyStep(each, write))
    const told = write.separate({ state: own.map(({ drop }) => drop.known) })
    const whole = write.separate({ database: [told, ...own.map(({ drop }) => drop.operation)] })
    const comment = ['Django is told of what it is to drop; the project state does not change.']
    return [...keys, write.step(whole, comment)]
  })
}

/** First in the list, so that it is undone last: Django's own operations do not make the overlap keys again. */
function keyStep({ drop, reverse, before, after }: PlannedDrop, write: OperationWriter): readonly Step[] {
  const keys = reverse.flatMap((change): readonly Change[] => {
    if (change.kind === 'add-foreign-key') return [change]
    if (change.kind !== 'create-table') return []
    return change.table.foreignKeys.map(
      (foreignKey) => ({ kind: 'add-foreign-key', table: change.table.name, foreignKey }) as const,
    )
  })
  if (keys.length === 0 || !CAPABILITIES[after.dialect].altersTables) return []
  const sql = write.runSql([], compile(keys, before) ?? [], drop.model)
  return [write.step(sql, ['On the way back, the keys of the overlap.'])]
}
