import type { Place } from '../core/span'
import { isMysql } from '../django/backends/features'
import type { ReplayEnvironment } from '../django/replay'
import type { Schema } from '../django/schema'
import type { Snapshot } from '../django/snapshot'
import type { ProjectState } from '../django/state'
import type { CompileOptions } from '../sql/compile'
import { CAPABILITIES } from '../sql/dialect'
import { runsOutsideTransaction } from '../sql/transaction'
import type { Deferred, Renames } from './deferred'
import { settleRenames, type Settled } from './renames/settle'
import { alterTable } from './later-alteration'
import { djangoSteps, restoring } from './later-django'
import { dropColumn, dropTables } from './later-drop'
import { LOCK_COMMENT, lockOrder, type Locks } from './lock-order'
import type { Step } from './plan'
import type { PlanOptions } from './site'
import { sqlOf, type Sql, type Worked } from './worked'
import type { OperationWriter } from './write-operation'

/** Something that is put off, worked out against the schema as what comes before it leaves that. */
export interface Planned extends Worked {
  readonly deferred: Deferred
  readonly before: Schema
}

export interface LaterContext {
  /** State and schema when the database migration begins. */
  readonly before: Snapshot
  /** The schema that the unsplit migration would have left by then. */
  readonly wanted: Schema
  /** The models of old code, for what the state has let go. */
  readonly blue: ProjectState
  /** What is still called by its old names: that is put right before all the rest. */
  readonly renames?: Renames | undefined
  readonly options: PlanOptions
  readonly environment: ReplayEnvironment
  readonly write: OperationWriter
  readonly place: Place
}

/** The database migration. */
export interface Later {
  readonly steps: readonly Step[]
  /** Whether it is one transaction, as Django has it by default. */
  readonly atomic: boolean
}

/**
 * The operations of the database migration. First it looks at the rows and stops where these do not allow what comes;
 * then rows of old code get what they lack; then tables change, columns are dropped, and tables, so that no key
 * stands in the way of what it points at. SQL where it can be written, and else Django's own operations.
 *
 * Throws `rule-left-behind` where something that stays still points at what goes.
 */
export function laterSteps(deferred: readonly Deferred[], context: LaterContext): Later {
  const { dialect } = context.options
  // Tables are renamed one by one, so that nobody who holds one of them and asks for another is in the way.
  const isApart = context.renames !== undefined
  const { steps, after, last = [] } = settled(context, { online: true, rerunnable: true })
  const rest = { ...context, before: { ...context.before, schema: after } }
  const planned = planAll(inOrder(deferred, rest.before.schema), rest)
  const guards = deferred.flatMap((each) => each.guards)
  const fills = deferred.flatMap((each) => each.fills)
  const online = writtenAsSql(planned, context.options, { online: true })
  const statements = [...online.values()].flatMap((sql) => sql?.forward ?? [])
  const isOne = !isApart && fills.length === 0 && !runsOutsideTransaction(statements)
  const atomic = dialect === 'sqlite' || isOne
  const how = { online: !atomic, rerunnable: !atomic || (isMysql(dialect) && statements.length > 1) }
  const changes = changeSteps(planned, rest, how)
  // The view goes last on the way back: nothing can have come after it where nothing else is done.
  const again = steps.length + changes.length > last.length ? last : []
  return { steps: [...guards, ...fills, ...steps, ...changes, ...again], atomic }
}

/** With the new names in the database, where there are any. */
function settled({ renames, before, wanted, write, place }: LaterContext, how: CompileOptions): Settled {
  if (renames === undefined) return { steps: [], after: before.schema }
  return settleRenames(renames, before.schema, wanted, { write, how, model: renames.model, place })
}

/** The SQL of each, undefined for what Django has to do. */
function writtenAsSql(
  planned: readonly Planned[],
  options: PlanOptions,
  how: CompileOptions,
): ReadonlyMap<Planned, Sql | undefined> {
  const sql = new Map(
    planned.map((each, index) => [each, sqlOf(each.ways, { ...how, leaving: leaving(planned, index) })]),
  )
  return new Map(planned.map((each) => [each, needsDjango(each, sql, options) ? undefined : sql.get(each)]))
}

/** Tables that go further down: when it is run again, a statement before that may find them gone. */
function leaving(planned: readonly Planned[], index: number): ReadonlySet<string> {
  return new Set(planned.slice(index + 1).flatMap(({ deferred }) => tablesOf(deferred)))
}

function changeSteps(
  planned: readonly Planned[],
  context: LaterContext,
  how: CompileOptions,
): readonly Step[] {
  const sql = writtenAsSql(planned, context.options, how)
  const asDjango = planned.filter((each) => sql.get(each) === undefined)
  const locksOf = lockOrder(how.rerunnable === true ? [] : planned, context.before.state)
  const steps = planned.flatMap((each): readonly Step[] => {
    const locks = locksOf(each)
    if (!asDjango.includes(each)) return sqlSteps(each, sql.get(each), locks, context.write)
    const group = asDjango.filter((other) => other.deferred.model === each.deferred.model)
    return [
      ...sqlSteps(each, { forward: [], reverse: [] }, { ...locks, reverse: [] }, context.write),
      ...(group[0] === each ? djangoSteps(group, planned, context) : []),
    ]
  })
  return asDjango.length === 0 ? steps : [...restoring(steps, context), ...steps]
}

/**
 * Tables that stay first: their rules can fail. Generated columns before those that they are made of, columns before
 * tables, and what points before its target.
 */
function inOrder(all: readonly Deferred[], schema: Schema): readonly Deferred[] {
  const rank = ({ what }: Deferred): number => (what.kind === 'column' && what.generated ? 0 : 1)
  const of = (kind: Deferred['what']['kind']): Deferred[] => all.filter(({ what }) => what.kind === kind)
  const columns = of('column').toSorted((one, other) => rank(one) - rank(other))
  return [...of('alteration'), ...columns, ...unpointedFirst(of('tables'), schema)]
}

/** Tables that nothing else of the rest points at first; in a circle, the order of the file. */
function unpointedFirst(all: readonly Deferred[], schema: Schema): readonly Deferred[] {
  const [first] = all
  if (first === undefined) return []
  const next =
    all.find((each) => all.every((other) => other === each || !pointsAt(other, each, schema))) ?? first
  const rest = all.filter((each) => each !== next)
  return [next, ...unpointedFirst(rest, schema)]
}

function pointsAt(one: Deferred, other: Deferred, { tables }: Schema): boolean {
  const targets = new Set(tablesOf(other))
  return tablesOf(one).some((name) => tables.get(name)?.foreignKeys.some((key) => targets.has(key.toTable)))
}

function tablesOf({ what }: Deferred): readonly string[] {
  return what.kind === 'tables' ? what.tables : []
}

function planAll(all: readonly Deferred[], context: LaterContext): readonly Planned[] {
  const planned: Planned[] = []
  let state = overlapState(all, context)
  for (const [index, deferred] of all.entries()) {
    const before = planned.at(-1)?.after ?? context.before.schema
    const rest = all.slice(index + 1)
    planned.push({ deferred, before, ...worked(deferred, { state, schema: before }, rest, context) })
    if (deferred.what.kind === 'alteration') state = context.write.stateAfter(deferred.operations, state)
  }
  return planned
}

/** The models as the overlap has them: Django makes a table of SQLite again from all that it knows of it. */
function overlapState(all: readonly Deferred[], { before, write }: LaterContext): ProjectState {
  // A model that another migration has let go meanwhile is none that Django has to know.
  const isThere = ({ what, key }: Deferred): boolean => what.kind !== 'tables' && before.state.models.has(key)
  const known = all.filter(isThere).flatMap((each) => each.known)
  return write.stateAfter(known, before.state)
}

function worked(
  deferred: Deferred,
  overlap: Snapshot,
  rest: readonly Deferred[],
  context: LaterContext,
): Worked {
  const { what } = deferred
  switch (what.kind) {
    case 'column':
      return dropColumn(what, overlap.schema)
    case 'tables':
      return dropTables(what, overlap.schema, new Set(rest.flatMap(tablesOf)), context.place)
    case 'alteration': {
      const { environment, wanted, write } = context
      return alterTable(deferred, what, overlap, { app: environment.app, wanted, write })
    }
  }
}

function needsDjango(
  each: Planned,
  sql: ReadonlyMap<Planned, Sql | undefined>,
  options: PlanOptions,
): boolean {
  if (sql.get(each) === undefined) return true
  if (options.databaseOperations === 'django' && !saysComment(each)) return true
  if (CAPABILITIES[each.before.dialect].altersTables) return false
  // Django makes a SQLite table again from the state, which knows only of what it is told in one go.
  return [...sql].some(([other, text]) => text === undefined && sameTable(other, each))
}

/** MODIFY of MySQL takes the comment of a column away, and Django's own does not say it again. */
function saysComment({ ways, before }: Planned): boolean {
  const changes = isMysql(before.dialect) ? (ways?.forward ?? []) : []
  return changes.some((change) => change.kind === 'alter-column' && change.to.comment !== undefined)
}

function sameTable({ deferred: { what: one } }: Planned, { deferred: { what: other } }: Planned): boolean {
  return one.kind !== 'tables' && other.kind !== 'tables' && one.table === other.table
}

function sqlSteps(
  { deferred }: Planned,
  sql: Sql | undefined,
  locks: Locks,
  write: OperationWriter,
): readonly Step[] {
  const [forward, reverse] = [
    [...locks.forward, ...(sql?.forward ?? [])],
    [...locks.reverse, ...(sql?.reverse ?? [])],
  ]
  if (forward.length === 0 && reverse.length === 0) return []
  const comment = locks.forward.length + locks.reverse.length > 0 ? [LOCK_COMMENT] : []
  return [write.step(write.runSql(forward, reverse, deferred.model), comment)]
}
