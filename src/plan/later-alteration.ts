import { isMysql } from '../django/backends/features'
import { applyChanges } from '../django/apply-change'
import { applyToState } from '../django/apply-state'
import type { Change } from '../django/changes'
import { tablesThatDiffer } from '../django/differing'
import type { Operation } from '../django/operation'
import type { Check, Column, Schema, Table, Unique } from '../django/schema'
import { withTable } from '../django/schema-changes'
import { databaseChanges, type Direction } from '../django/schema-editor'
import type { Snapshot } from '../django/snapshot'
import type { ProjectState } from '../django/state'
import type { Alteration, Deferred } from './deferred'
import { dropKey } from './overlap-key'
import { bareIndex, tableChanges } from './table-diff'
import { bothWays, type Worked } from './worked'
import type { OperationWriter } from './write-operation'

export interface AlterationContext {
  readonly app: string
  /** What the unsplit migration ends in: rules get the names that they have there. */
  readonly wanted: Schema
  readonly write: OperationWriter
}

/**
 * The rest of a change: what Django's own operations do to the overlap, with the models as that has them. The SQL that
 * is written does the same.
 */
export function alterTable(
  { operations }: Deferred,
  { overlapKeys, isDjangos }: Alteration,
  { state, schema: before }: Snapshot,
  { app, wanted, write }: AlterationContext,
): Worked {
  const rest = operations.map((call) => write.step(call).operation)
  const unlinked = overlapKeys.map(({ table, foreignKey }) => dropKey(table, foreignKey))
  const base = applyChanges(before, unlinked)
  const keyed = new Set(overlapKeys.map(({ table }) => table))
  const there = withDefinitions(
    wanted,
    withoutSpareIndexes(
      wanted,
      keyed,
      travel(rest, 'forwards', state, base, app, (change) => named(change, wanted)),
    ),
  )
  const forward = withOverlapKeys(changesFor(there, base), unlinked, 'forwards')
  const back = travel(rest, 'backwards', state, there.schema, app)
  const reverse = withOverlapKeys(
    changesFor({ ...back, schema: base }, there.schema),
    overlapKeys,
    'backwards',
  )
  const ways = isDjangos ? undefined : bothWays(forward, reverse, before, there.schema)
  return { ways, keys: overlapKeys, after: there.schema }
}

/**
 * MODIFY of MySQL takes away the comment of a column unless it says it, and on MariaDB the check of its type; Django's does
 * not say them. What is written does.
 */
function withDefinitions(wanted: Schema, travelled: Travelled): Travelled {
  const { schema } = travelled
  if (!isMysql(schema.dialect)) return travelled
  const commented = tablesThatDiffer(schema, wanted).reduce((all, table) => {
    const columns = [...table.columns].map(([key, column]): readonly [string, Column] => {
      const comment = wanted.tables.get(table.name)?.columns.get(key)?.comment
      return [key, comment === undefined ? column : { ...column, comment }]
    })
    const checks = [...table.checks, ...missingChecks(table, wanted)]
    return withTable(all, { ...table, columns: new Map(columns), checks })
  }, schema)
  return { ...travelled, schema: commented }
}

function missingChecks({ name, columns, checks }: Table, wanted: Schema): readonly Check[] {
  const known = new Set(checks.map(({ columns: of }) => of?.[0]))
  const own = wanted.tables.get(name)?.checks.filter(({ inColumn }) => inColumn === true) ?? []
  return own.filter(({ columns: of }) => columns.has(of?.[0] ?? '') && !known.has(of?.[0]))
}

/** A key without a constraint has an index of Django's even where another one serves the key: that one is spare. */
function withoutSpareIndexes(wanted: Schema, names: ReadonlySet<string>, travelled: Travelled): Travelled {
  const { schema } = travelled
  if (!isMysql(schema.dialect)) return travelled
  const spared = tablesThatDiffer(schema, wanted).reduce((all, table) => {
    const known = names.has(table.name) ? wanted.tables.get(table.name)?.indexes : undefined
    const indexes = table.indexes.filter(
      (index) => known === undefined || known.some((other) => bareIndex(other) === bareIndex(index)),
    )
    return withTable(all, { ...table, indexes })
  }, schema)
  return { ...travelled, schema: spared }
}

/**
 * There is always a key: Django's own comes before that of the overlap goes, and the other way round on the way back.
 * One that empties its column wants that to take NULL as long as it is there.
 */
function withOverlapKeys(
  changes: readonly Change[],
  overlap: readonly Change[],
  direction: Direction,
): readonly Change[] {
  const isKey = ({ kind }: Change): boolean => kind === 'add-foreign-key'
  const isColumn = ({ kind }: Change): boolean => kind === 'alter-column'
  const isFirst = direction === 'forwards' ? isKey : isColumn
  if (overlap.length === 0) return changes
  return [...changes.filter(isFirst), ...overlap, ...changes.filter((change) => !isFirst(change))]
}

/**
 * Django drops rules and indexes of a column before it alters it, makes the same ones again, and loses comments on the
 * way: what is written is only what differs in the end. Where MySQL changes the type of a column that keys are on, and
 * on SQLite, which makes tables anew, Django's own steps are needed.
 */
function changesFor({ changes, schema }: Travelled, from: Schema): readonly Change[] {
  const isOwn =
    isMysql(from.dialect) && dropsKeys(changes) && changes.some((change) => isRetype(change, from))
  return isOwn || from.dialect === 'sqlite' ? changes : tableChanges(from, schema)
}

function isRetype(change: Change, { tables }: Schema): boolean {
  if (change.kind !== 'alter-column') return false
  const there = tables.get(change.table)?.columns.get(change.column)
  return JSON.stringify(there?.type) !== JSON.stringify(change.to.type)
}

function dropsKeys(changes: readonly Change[]): boolean {
  return changes.some((change) => change.kind === 'drop-constraint' && change.of === 'foreignKeys')
}

interface Travelled {
  readonly changes: readonly Change[]
  readonly schema: Schema
}

/** All changes that operations make one after the other, on the way there or, last first, on the way back. */
function travel(
  operations: readonly Operation[],
  direction: Direction,
  start: ProjectState,
  schema: Schema,
  app: string,
  rename: (change: Change) => Change = (change) => change,
): Travelled {
  const states = [start]
  for (const operation of operations) states.push(applyToState(operation, app, states.at(-1) ?? start))
  const steps = operations.map((operation, index) => ({
    operation,
    before: states[index] ?? start,
    after: states[index + 1] ?? start,
  }))
  const isForwards = direction === 'forwards'
  return (isForwards ? steps : steps.toReversed()).reduce<Travelled>(
    (at, { operation, before, after }) => {
      const [from, to] = isForwards ? [before, after] : [after, before]
      const changes = databaseChanges(operation, direction, { app, from, to, schema: at.schema }).map(rename)
      return { changes: [...at.changes, ...changes], schema: applyChanges(at.schema, changes) }
    },
    { changes: [], schema },
  )
}

/** A unique rule of a field has another name where it comes with its column than where it is added to one. */
function named(change: Change, wanted: Schema): Change {
  if (change.kind !== 'add-unique' || change.unique.source !== undefined) return change
  const same = wanted.tables
    .get(change.table)
    ?.uniques.find((unique) => unique.source === undefined && sameColumns(unique, change.unique))
  return same?.name === undefined ? change : { ...change, unique: { ...change.unique, name: same.name } }
}

function sameColumns(one: Unique, other: Unique): boolean {
  return one.columns.join() === other.columns.join()
}
