import type { Dialect } from '../../core/dialect'
import { Refusal, orUndefined } from '../../core/errors'
import { lazy } from '../../core/lazy'
import type { Place } from '../../core/span'
import { buildGraph } from '../../django/build-graph'
import { ancestors } from '../../django/graph'
import type { Migration } from '../../django/migration'
import type { Operation } from '../../django/operation'
import type { Project } from '../../django/project'
import { applyOperation, unapplyAll } from '../../django/replay'
import type { NotAnalysed, ReplayEnvironment } from '../../django/replay'
import type { Snapshot } from '../../django/snapshot'
import { snapshotBefore } from '../../django/snapshot-before'
import { readSql } from '../../sql/read'
import { differences } from '../differences'
import type { PlanOptions } from '../site'

/** A database that the files also have to run on, before and after the migration as it was written. */
export interface Other {
  readonly environment: ReplayEnvironment
  readonly start: Snapshot
  readonly end: Snapshot
  /** The schema once the migration as it was written has been taken back; undefined where it cannot be. */
  readonly back: Snapshot | undefined
}

/**
 * The other databases, with the project's history on each.
 *
 * @param known what cannot be followed on the database that is deployed to, either
 * @throws Refusal `other-database` where the migration, or one before it, cannot run on one of them
 */
export function othersFor(
  project: Project,
  migration: Migration,
  options: PlanOptions,
  known: readonly NotAnalysed[],
): readonly Other[] {
  const isNeeded = ancestorFiles(project, migration)
  return (options.others ?? []).map((dialect) => {
    const passed: NotAnalysed[] = []
    const start = snapshotBefore(project, migration, dialect, readSql, (each) => passed.push(each))
    const mine = passed.filter(({ place }) => isNeeded(place.file.path))
    refuseHistory(mine, known, options, dialect)
    const environment = { app: migration.app, dialect, readSql }
    return otherAt(start, migration.operations, environment, options)
  })
}

/** Whether a file is that of a migration which the migration needs: nobody asks for the others here. */
function ancestorFiles(project: Project, migration: Migration): (path: string) => boolean {
  const graph = buildGraph(project, [migration.key])
  const needed = lazy(() => {
    const keys = ancestors(graph, migration.key)
    return new Set(keys.map((key) => graph.nodes.get(key)?.migration.file.path))
  })
  return (path) => needed().has(path)
}

function otherAt(
  start: Snapshot,
  operations: readonly Operation[],
  environment: ReplayEnvironment,
  options: PlanOptions,
): Other {
  try {
    const end = operations.reduce((current, each) => applyOperation(each, current, environment), start)
    return { environment, start, end, back: unsplitBack(operations, { environment, start, end }) }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const { reason, place } = error
    throw cannotRun(`this cannot run on ${environment.dialect}: ${reason}`, options, place)
  }
}

function unsplitBack(
  operations: readonly Operation[],
  { start, end, environment }: Omit<Other, 'back'>,
): Snapshot | undefined {
  return orUndefined(() => unapplyAll(operations, start.state, end, environment))
}

/** What is passed over as only Python or the database itself could tell it; all else is an operation that fails. */
const UNTOLD: ReadonlySet<string> = new Set(['RunSQL', 'RunPython'])

/** Throws `other-database` for what fails in the history of this database alone. */
function refuseHistory(
  passed: readonly NotAnalysed[],
  known: readonly NotAnalysed[],
  options: PlanOptions,
  dialect: Dialect,
): void {
  const isKnown = ({ what, place }: NotAnalysed): boolean =>
    UNTOLD.has(what) || known.some((each) => each.place === place || each.what === what)
  const failing = passed.find((each) => !isKnown(each))
  if (failing === undefined) return
  throw cannotRun(`the migrations cannot be followed on ${dialect}: ${failing.what}`, options, failing.place)
}

/**
 * Proves what the two halves do on the other databases, by replaying just what will be written: the state migration
 * ends where the unsplit one does, in models and schema; the database migration does nothing; and both can be taken
 * back.
 *
 * @throws Refusal `other-database`, with the name of the database
 */
export function proveOnOthers(
  others: readonly Other[],
  halves: { readonly state: readonly Operation[]; readonly database: readonly Operation[] },
  options: PlanOptions,
  place: Place,
): void {
  for (const other of others) {
    const found = failing(() => [...wholeAtOnce(other, halves.state), ...idle(other, halves.database)])
    if (found === undefined) continue
    const { dialect } = other.environment
    throw cannotRun(`what would be written does not do the same on ${dialect}: ${found}`, options, place)
  }
}

/** The first thing that is wrong. */
function failing(look: () => readonly string[]): string | undefined {
  try {
    return look()[0]
  } catch (error) {
    if (error instanceof Refusal) return error.reason
    throw error
  }
}

/** What differs from the unsplit migration, in words. */
function wholeAtOnce(
  { environment, start, end, back }: Other,
  state: readonly Operation[],
): readonly string[] {
  const there = state.reduce((current, each) => applyOperation(each, current, environment), start)
  const found = differences(there.schema, end.schema)
  if (back === undefined) return found
  const undone = unapplyAll(state, start.state, there, environment)
  return [...found, ...differences(undone.schema, back.schema)]
}

function idle({ environment, end }: Other, database: readonly Operation[]): readonly string[] {
  const there = database.reduce((current, each) => applyOperation(each, current, environment), end)
  const undone = unapplyAll(database, end.state, there, environment)
  return [...differences(there.schema, end.schema), ...differences(undone.schema, end.schema)]
}

function cannotRun(reason: string, { dialect }: PlanOptions, place: Place | undefined): Refusal {
  return new Refusal({
    code: 'other-database',
    reason,
    wayOut: `give --dialect ${dialect} alone, and test on ${dialect} as well`,
    place,
  })
}
