import { Refusal } from '../core/errors'
import type { Dialect } from '../core/dialect'
import { emptySnapshot } from './empty-snapshot'
import type { NotAnalysed, ReadSql, ReplayEnvironment } from './replay'
import type { Place } from '../core/span'
import { applyToState } from './apply-state'
import { buildGraph } from './build-graph'
import { assertSound, descendants, fullOrder } from './graph'
import type { MigrationGraph } from './graph'
import type { Migration, MigrationKey } from './migration'
import type { Operation } from './operation'
import type { Project } from './project'
import type { Snapshot } from './snapshot'
import type { ProjectState } from './state'
import { applyFitting } from './unfit-sql'

export interface HistoryOptions {
  readonly dialect: Dialect
  readonly readSql: ReadSql
  /** Told of everything that the replay passes over. */
  readonly record?: ((passed: NotAnalysed) => void) | undefined
}

/**
 * What there is when a migration is about to run: the replay of every migration of the project but this one and
 * what can only come after it.
 *
 * Throws `missing-dependency`, `circular-dependency`, `ambiguous-app` and what is wrong with a file where the
 * migration depends on it. What cannot be followed in other files is recorded.
 */
export function snapshotBefore(
  project: Project,
  migration: Migration,
  dialect: Dialect,
  readSql: ReadSql,
  record?: (passed: NotAnalysed) => void,
): Snapshot {
  const graph = buildGraph(project, [migration.key])
  assertSound(graph, migration.key)
  const later = new Set(descendants(graph, migration.key))
  const keys = fullOrder(graph).filter((key) => !later.has(key))
  return replayKeys(graph, keys, emptySnapshot(project.settings.project, dialect), {
    dialect,
    readSql,
    record,
  })
}

/** What there is at some point, and what could not be followed on the way there. */
export interface History {
  readonly start: Snapshot
  readonly passed: readonly NotAnalysed[]
}

/** `snapshotBefore`, with all that it passes over. */
export function historyBefore(
  project: Project,
  migration: Migration,
  dialect: Dialect,
  readSql: ReadSql,
): History {
  const passed: NotAnalysed[] = []
  const start = snapshotBefore(project, migration, dialect, readSql, (each) => passed.push(each))
  return { start, passed }
}

/** What there is when every migration of the project has run. */
export function latestSnapshot(project: Project, options: HistoryOptions): Snapshot {
  const graph = buildGraph(project)
  return replayKeys(
    graph,
    fullOrder(graph),
    emptySnapshot(project.settings.project, options.dialect),
    options,
  )
}

/**
 * Replays history that has long been applied, in the order given: what bgsplit cannot follow in it (an operation on
 * a model that an unreadable operation made, a file that is no migration) is recorded and passed over, since the
 * project itself works.
 */
export function replayKeys(
  graph: MigrationGraph,
  keys: readonly MigrationKey[],
  start: Snapshot,
  options: HistoryOptions,
): Snapshot {
  return keys.reduce((snapshot, key) => {
    const migration = graph.nodes.get(key)?.migration
    return migration === undefined
      ? snapshot
      : replayLeniently(migration, snapshot, { ...options, app: migration.app, deferred: new Map() })
  }, start)
}

function replayLeniently(migration: Migration, start: Snapshot, environment: ReplayEnvironment): Snapshot {
  const operations = orPassed(
    () => migration.operations,
    () => [],
    environment,
  )
  return operations.reduce((snapshot, operation) => applyLeniently(operation, snapshot, environment), start)
}

/** Where the database cannot follow, the state goes on alone; where the state cannot, nothing does. */
export function applyLeniently(
  operation: Operation,
  snapshot: Snapshot,
  environment: ReplayEnvironment,
): Snapshot {
  return orPassed(
    () => applyFitting(operation, snapshot, environment).after,
    () => ({ ...snapshot, state: stateOr(operation, snapshot.state, environment.app) }),
    environment,
  )
}

function stateOr(operation: Operation, state: ProjectState, app: string): ProjectState {
  return orPassed(
    () => applyToState(operation, app, state),
    () => state,
    {},
  )
}

function orPassed<T>(attempt: () => T, otherwise: () => T, { record }: Pick<ReplayEnvironment, 'record'>): T {
  try {
    return attempt()
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    record?.({ what: error.reason, place: error.place ?? startOf(error.path ?? '') })
    return otherwise()
  }
}

/** Where a file that could not be read begins. */
function startOf(path: string): Place {
  return { file: { path, text: '' }, span: { start: 0, end: 0 } }
}
