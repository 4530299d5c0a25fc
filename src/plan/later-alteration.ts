import { applyChanges } from '../django/apply-change'
import { applyToState } from '../django/apply-state'
import type { Change } from '../django/changes'
import type { Operation } from '../django/operation'
import type { Schema, Table, Unique } from '../django/schema'
import { databaseChanges, type Direction } from '../django/schema-editor'
import type { Snapshot } from '../django/snapshot'
import type { ProjectState } from '../django/state'
import type { Alteration, Deferred } from './deferred'
import { dropKey } from './overlap-key'
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
  { overlapKeys }: Alteration,
  { state, schema: before }: Snapshot,
  { app, wanted, write }: AlterationContext,
): Worked {
  const rest = operations.map((call) => write.step(call).operation)
  const unlinked = overlapKeys.map(({ table, foreignKey }) => dropKey(table, foreignKey))
  const base = applyChanges(before, unlinked)
  const there = travel(rest, 'forwards', state, base, app, (change) => named(change, wanted))
  const back = travel(rest, 'backwards', state, there.schema, app)
  // There is always a key: the new one is there before the old one goes.
  const forward = [...withoutDetours(there.changes, base), ...unlinked]
  const reverse = [...overlapKeys, ...withoutDetours(back.changes, there.schema)]
  return { ways: bothWays(forward, reverse, before, there.schema), keys: overlapKeys, after: there.schema }
}

/**
 * Django drops rules and indexes of a column before it alters it and makes the same ones again. Where the type stays,
 * PostgreSQL and MySQL alter the column under them. What is dropped for good goes last, so that there is always an
 * index where there was one.
 */
function withoutDetours(changes: readonly Change[], schema: Schema): readonly Change[] {
  const retypes = changes.some(
    (change) => change.kind === 'alter-column' && isRetyped(change, schema.tables.get(change.table)),
  )
  const kept = retypes ? changes : changes.filter((change) => !isDetour(change, changes, schema))
  const isDrop = ({ kind }: Change): boolean => kind === 'drop-index'
  return retypes ? kept : [...kept.filter((change) => !isDrop(change)), ...kept.filter(isDrop)]
}

function isRetyped(
  { column, to }: Extract<Change, { kind: 'alter-column' }>,
  table: Table | undefined,
): boolean {
  const there = table?.columns.get(column)
  return there === undefined || to.name !== column || JSON.stringify(there.type) !== JSON.stringify(to.type)
}

/** Half of a pair: something that is dropped and made again just as it was. */
function isDetour(change: Change, all: readonly Change[], schema: Schema): boolean {
  const made = madeBy(change)
  if (made !== undefined) {
    const there = rulesOf(schema.tables.get(made.table)).find(({ name }) => name === made.rule.name)
    return sameRule(there, made.rule) && all.some((other) => droppedBy(other) === made.rule.name)
  }
  const name = droppedBy(change)
  return (
    name !== undefined &&
    all.some((other) => madeBy(other)?.rule.name === name && isDetour(other, all, schema))
  )
}

type NamedRule = Table['foreignKeys'][number] | Table['indexes'][number] | Unique

function madeBy(change: Change): { readonly table: string; readonly rule: NamedRule } | undefined {
  switch (change.kind) {
    case 'add-foreign-key':
      return { table: change.table, rule: change.foreignKey }
    case 'add-index':
      return { table: change.table, rule: change.index }
    case 'add-unique':
      return { table: change.table, rule: change.unique }
    default:
      return undefined
  }
}

function droppedBy(change: Change): string | undefined {
  return change.kind === 'drop-index' || change.kind === 'drop-constraint' ? change.name : undefined
}

function rulesOf(table: Table | undefined): readonly NamedRule[] {
  return table === undefined ? [] : [...table.foreignKeys, ...table.indexes, ...table.uniques]
}

function sameRule(one: NamedRule | undefined, other: NamedRule): boolean {
  return one !== undefined && one.name !== undefined && JSON.stringify(one) === JSON.stringify(other)
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
