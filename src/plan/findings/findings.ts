import { Refusal } from '../../core/errors'
import type { Finding } from '../../core/finding'
import { lazy } from '../../core/lazy'
import { buildGraph } from '../../django/build-graph'
import { emptySnapshot } from '../../django/empty-snapshot'
import { ancestors, descendants, fullOrder, type MigrationGraph } from '../../django/graph'
import type { Migration, MigrationKey } from '../../django/migration'
import type { Project } from '../../django/project'
import type { NotAnalysed } from '../../django/replay'
import { historyBefore, replayKeys, type History } from '../../django/snapshot-before'
import type { ProjectState } from '../../django/state'
import { readSql } from '../../sql/read'
import type { PlanOptions } from '../site'
import { judge } from './judge'
import { letGoBetween, type LetGo } from './let-go'
import { findingOf, type Release } from './site'

export interface FindingOptions extends PlanOptions {
  /** Told after each chosen migration. */
  readonly progress?: (done: number, total: number, migration: Migration) => void
}

/**
 * What is wrong with the chosen migrations, in the order in which `migrate` runs them: each is judged by itself, with
 * the code just before it as old code, and the halves of splits with each other, as if all of them shipped in one
 * release. The history is replayed once. Pure, and throws no Refusal: what cannot be read is a finding as well.
 */
export function findingsOf(
  project: Project,
  migrations: readonly Migration[],
  options: FindingOptions,
): readonly Finding[] {
  const world = worldOf(project, migrations, options)
  const { order, chosen } = world
  const found: Finding[] = []
  let past = nothingYet(world)
  for (const key of order.slice(0, order.findLastIndex((each) => chosen.has(each)) + 1)) {
    const migration = chosen.get(key)
    if (migration !== undefined) found.push(...findingsAt(world, migration, past))
    past = movedOn(world, key, past)
  }
  const outside = migrations.filter(({ key }) => !world.graph.nodes.has(key))
  return [...found, ...outside.flatMap((migration) => findingsOutside(world, migration))]
}

/** What stays the same all along. */
interface World {
  readonly project: Project
  readonly graph: MigrationGraph
  readonly order: readonly MigrationKey[]
  readonly chosen: ReadonlyMap<MigrationKey, Migration>
  readonly options: FindingOptions
  /** The models of the code that is live before any of the chosen ones. */
  readonly live: () => ProjectState
  /** What is wrong with files, each told once, however many migrations depend on it. */
  readonly told: Set<Refusal>
  readonly count: { done: number }
}

function worldOf(project: Project, migrations: readonly Migration[], options: FindingOptions): World {
  const graph = buildGraph(
    project,
    migrations.map(({ key }) => key),
  )
  const chosen = new Map(migrations.map((migration) => [migration.key, migration]))
  const order = fullOrder(graph)
  const live = lazy(() => liveState(project, graph, order, chosen, options))
  return { project, graph, order, chosen, options, live, told: new Set(), count: { done: 0 } }
}

/** All has run that can without the chosen ones, also what `migrate` on an empty database comes to later. */
function liveState(
  project: Project,
  graph: MigrationGraph,
  order: readonly MigrationKey[],
  chosen: ReadonlyMap<MigrationKey, Migration>,
  { dialect }: FindingOptions,
): ProjectState {
  const waiting = new Set([...chosen.keys()].flatMap((key) => descendants(graph, key)))
  const keys = order.filter((key) => !waiting.has(key))
  const empty = emptySnapshot(project.settings.project, dialect)
  return replayKeys(graph, keys, empty, { dialect, readSql }).state
}

/** What there is when a migration is about to run. */
interface Past {
  readonly history: History
  readonly letGo: readonly LetGo[]
  readonly release?: Release
}

function nothingYet({ project, options }: World): Past {
  const start = emptySnapshot(project.settings.project, options.dialect)
  return { history: { start, passed: [] }, letGo: [] }
}

function movedOn({ graph, chosen, options, live }: World, key: MigrationKey, past: Past): Past {
  const { dialect } = options
  const { start } = past.history
  const passed: NotAnalysed[] = []
  const record = (each: NotAnalysed): number => passed.push(each)
  const after = replayKeys(graph, [key], start, { dialect, readSql, record })
  const { release = { start: live, run: [] } } = past
  const run = [...release.run, { key, state: after.state }]
  return {
    ...past,
    history: { start: after, passed: [...past.history.passed, ...passed] },
    letGo: [...past.letGo, ...letGoBetween(start.state, after.state, key, dialect)],
    ...(chosen.has(key) && { release: { ...release, run } }),
  }
}

function findingsAt(world: World, migration: Migration, past: Past): readonly Finding[] {
  const { project, graph, order, chosen, options } = world
  const own = graph.problems.get(migration.key)
  const broken = brokenFiles(world, migration.key)
  const later = order.slice(order.indexOf(migration.key) + 1).filter((key) => chosen.has(key))
  const environment = { app: migration.app, dialect: options.dialect, readSql }
  const site = { ...past, project, graph, migration, options, environment, later }
  const found =
    own !== undefined && UNREADABLE.has(own.code)
      ? []
      : judge({ ...site, isUnsound: isUnsound(graph, migration.key) })
  options.progress?.(++world.count.done, chosen.size, migration)
  return [...broken, ...found]
}

const UNREADABLE: ReadonlySet<string> = new Set(['unreadable', 'not-utf8', 'not-python', 'not-a-migration'])

/** What is wrong with the files that a migration needs, its own last. */
function brokenFiles({ graph, told }: World, key: MigrationKey): readonly Finding[] {
  return ancestors(graph, key).flatMap((each) => {
    const problem = graph.problems.get(each)
    const migration = graph.nodes.get(each)?.migration
    if (problem === undefined || migration === undefined || told.has(problem)) return []
    told.add(problem)
    return [findingOf(problem, migration)]
  })
}

function isUnsound(graph: MigrationGraph, key: MigrationKey): boolean {
  return ancestors(graph, key).some((each) => graph.problems.has(each))
}

/** A squashed migration that is chosen together with what it replaces: these run, and it is judged alone. */
function findingsOutside(world: World, migration: Migration): readonly Finding[] {
  const { project, options } = world
  const graph = buildGraph(project, [migration.key])
  const alone = { ...world, graph, order: fullOrder(graph) }
  try {
    const history = historyBefore(project, migration, options.dialect, readSql)
    return findingsAt(alone, migration, { history, letGo: [] })
  } catch (error) {
    if (error instanceof Refusal) return [findingOf(error, migration)]
    throw error
  }
}
