import { Refusal } from '../../core/errors'
import type { Finding } from '../../core/finding'
import { lazy } from '../../core/lazy'
import { buildGraph } from '../../django/build-graph'
import { emptySnapshot } from '../../django/empty-snapshot'
import { ancestors, descendants, fullOrder, type MigrationGraph } from '../../django/graph'
import type { Migration, MigrationKey } from '../../django/migration'
import type { Project } from '../../django/project'
import type { NotAnalysed } from '../../django/replay'
import type { Snapshot } from '../../django/snapshot'
import { historyBefore, replayKeys } from '../../django/snapshot-before'
import type { ProjectState } from '../../django/state'
import { readSql } from '../../sql/read'
import type { PlanOptions } from '../site'
import { judge } from './judge'
import { letGoBetween, type LetGo } from './let-go'
import { findingOf, type Release } from './site'
import { withoutLater } from './without-later'

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
  const past = nothingYet(world)
  for (const key of order.slice(0, order.findLastIndex((each) => chosen.has(each)) + 1)) {
    const migration = chosen.get(key)
    if (migration !== undefined) found.push(...findingsAt(world, migration, past))
    moveOn(world, key, past)
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
  /** The migrations whose files, and those of all that they need, have been looked at for that. */
  readonly looked: Set<MigrationKey>
  /** Those that need a migration with whose file something is wrong, and these themselves. */
  readonly unsound: ReadonlySet<MigrationKey>
  readonly rest: ReturnType<typeof withoutLater>
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
  const about = { project, graph, order, chosen }
  const [told, looked] = [new Set<Refusal>(), new Set<MigrationKey>()]
  const unsound = unsoundIn(graph)
  return { ...about, options, live, told, looked, unsound, rest: withoutLater(about), count: { done: 0 } }
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

/** What there is when a migration is about to run. It grows on the spot: a copy of it for each would be most of the work. */
interface Past {
  start: Snapshot
  readonly passed: NotAnalysed[]
  readonly letGo: LetGo[]
  readonly run: Release['run'][number][]
}

function nothingYet({ project, options }: World): Past {
  const start = emptySnapshot(project.settings.project, options.dialect)
  return { start, passed: [], letGo: [], run: [] }
}

function moveOn({ graph, chosen, options }: World, key: MigrationKey, past: Past): void {
  const { dialect } = options
  const { start } = past
  const record = (each: NotAnalysed): number => past.passed.push(each)
  const after = replayKeys(graph, [key], start, { dialect, readSql, record })
  past.letGo.push(...letGoBetween(start.state, after.state, key, dialect))
  if (chosen.has(key)) past.run.push({ key, state: after.state })
  past.start = after
}

function findingsAt(world: World, migration: Migration, past: Past): readonly Finding[] {
  const { project, graph, chosen, options, rest, live } = world
  const own = graph.problems.get(migration.key)
  const broken = brokenFiles(world, migration.key)
  const environment = { app: migration.app, dialect: options.dialect, readSql }
  const { start, passed, letGo, run } = past
  const before = { history: { start, passed }, letGo, release: { start: live, run } }
  const site = { ...before, project, graph, migration, options, environment, rest }
  const found =
    own !== undefined && UNREADABLE.has(own.code)
      ? []
      : judge({ ...site, isUnsound: world.unsound.has(migration.key) })
  options.progress?.(++world.count.done, chosen.size, migration)
  return [...broken, ...found]
}

const UNREADABLE: ReadonlySet<string> = new Set(['unreadable', 'not-utf8', 'not-python', 'not-a-migration'])

/** What is wrong with the files that a migration needs, its own last. */
function brokenFiles({ graph, told, looked }: World, key: MigrationKey): readonly Finding[] {
  const fresh = ancestors(graph, key, looked)
  for (const each of fresh) looked.add(each)
  return fresh.flatMap((each) => {
    const problem = graph.problems.get(each)
    const migration = graph.nodes.get(each)?.migration
    if (problem === undefined || migration === undefined || told.has(problem)) return []
    told.add(problem)
    return [findingOf(problem, migration)]
  })
}

function unsoundIn(graph: MigrationGraph): ReadonlySet<MigrationKey> {
  const unsound = new Set<MigrationKey>()
  for (const key of graph.problems.keys()) {
    for (const each of descendants(graph, key, unsound)) unsound.add(each)
  }
  return unsound
}

/** A squashed migration that is chosen together with what it replaces: these run, and it is judged alone. */
function findingsOutside(world: World, migration: Migration): readonly Finding[] {
  const { project, options } = world
  const graph = buildGraph(project, [migration.key])
  const about = { project, graph, order: fullOrder(graph), chosen: world.chosen }
  const alone = { ...world, ...about, looked: new Set<MigrationKey>() }
  try {
    const { start, passed } = historyBefore(project, migration, options.dialect, readSql)
    const past = { start, passed: [...passed], letGo: [], run: [] }
    const other = { ...alone, unsound: unsoundIn(graph), rest: withoutLater(about) }
    return findingsAt(other, migration, past)
  } catch (error) {
    if (error instanceof Refusal) return [findingOf(error, migration)]
    throw error
  }
}
