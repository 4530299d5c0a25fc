import { Refusal } from '../core/errors'
import { didYouMean } from '../core/nearest'
import { findCircles } from './circles'
import { appOf, nameOf } from './graph'
import type { ExternalReference, GraphNode, MigrationGraph } from './graph'
import type { Dependency, Migration, MigrationKey } from './migration'
import type { Project } from './project'
import { connect, removeReplaced, removeReplacement, rootOf, leafOf } from './graph-draft'
import type { DraftNodes } from './graph-draft'

/** What of a migration's file the graph needs; empty where it cannot be read. */
interface Links {
  readonly migration: Migration
  readonly dependencies: readonly Dependency[]
  readonly runBefore: readonly MigrationKey[]
  readonly replaces: readonly MigrationKey[]
}

interface Draft {
  readonly project: Project
  readonly links: readonly Links[]
  readonly nodes: DraftNodes
  readonly replacedBy: Map<MigrationKey, MigrationKey>
  readonly problems: Map<MigrationKey, Refusal>
  readonly external: ExternalReference[]
}

/**
 * The graph of a project's migrations (`MigrationLoader.build_graph`, django/db/migrations/loader.py), as on a fresh
 * database: squashed migrations stand in for those they replace, except where one of `targets` is among these;
 * then the squashed one gives way, as Django's does while it is partly applied.
 *
 * Throws no Refusal: what is wrong with a migration is kept until that migration is needed (`assertSound`).
 */
export function buildGraph(project: Project, targets: readonly MigrationKey[] = NONE): MigrationGraph {
  const last = recent.find((each) => each.project === project && fits(each, targets))
  if (last !== undefined) return last.graph
  const { graph, isSquashed } = newGraph(project, targets)
  recent = [{ project, graph, targets: isSquashed ? targets : undefined }, ...recent].slice(0, MOST)
  return graph
}

const NONE: readonly MigrationKey[] = []

interface Built {
  readonly project: Project
  readonly graph: MigrationGraph
  /** Undefined where no target makes a difference, since nothing is squashed. */
  readonly targets: readonly MigrationKey[] | undefined
}

function fits(built: Built, targets: readonly MigrationKey[]): boolean {
  return built.targets === undefined || built.targets === targets
}

/**
 * The last graphs: who plans a folder of thousands asks for the same one with each of them. No more than a few, and
 * not one for each project: such a run makes a project for each split that it tries, and whoever holds on to that
 * would hold its graph as well, which doubles the memory of two thousand migrations.
 */
let recent: readonly Built[] = []

const MOST = 4

function newGraph(
  project: Project,
  targets: readonly MigrationKey[],
): { readonly graph: MigrationGraph; readonly isSquashed: boolean } {
  const problems = new Map<MigrationKey, Refusal>()
  const links = withContrib(
    project,
    [...project.migrations.values()].map((each) => readLinks(each, problems)),
  )
  const draft: Draft = { project, links, nodes: new Map(), replacedBy: new Map(), problems, external: [] }
  for (const { migration } of links) {
    draft.nodes.set(migration.key, { migration, parents: new Set(), children: new Set() })
  }
  for (const each of links) addInternal(draft, each)
  for (const each of links) addExternal(draft, each)
  const squashed = innermostFirst(links)
  for (const each of squashed) replace(draft, each, targets)
  noteMissing(draft)
  noteCircles(draft)
  return { graph: finished(draft), isSquashed: squashed.length > 0 }
}

function readLinks(migration: Migration, problems: Map<MigrationKey, Refusal>): Links {
  try {
    const { dependencies, runBefore, replaces } = migration
    return { migration, dependencies, runBefore, replaces }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    problems.set(migration.key, error)
    return { migration, dependencies: [], runBefore: [], replaces: [] }
  }
}

/** Adds those of Django's own apps that INSTALLED_APPS names or a migration depends on. */
function withContrib(project: Project, links: readonly Links[]): readonly Links[] {
  const labels = new Set(project.settings.installedContrib)
  for (const { app } of links.flatMap((each) => each.dependencies)) labels.add(app)
  const added: Links[] = []
  // A Set hands out what is added to it while it is walked.
  for (const label of labels) {
    const migration = project.contrib(label)
    if (migration === undefined) continue
    added.push({ migration, dependencies: migration.dependencies, runBefore: [], replaces: [] })
    for (const { app } of migration.dependencies) labels.add(app)
  }
  return [...links, ...added]
}

/** Dependencies inside the app come first: `__first__` is told by them. */
function addInternal({ nodes }: Draft, { migration, dependencies }: Links): void {
  for (const { app, on } of dependencies) {
    if (app === migration.app && on !== '__first__') connect(nodes, migration.key, `${app}.${on}`)
  }
}

function addExternal(draft: Draft, { migration, dependencies, runBefore }: Links): void {
  for (const dependency of dependencies) {
    if (dependency.app === migration.app) continue
    const parent = resolve(draft, migration, dependency)
    if (parent !== undefined) connect(draft.nodes, migration.key, parent)
  }
  for (const key of runBefore) {
    if (isAmong(draft.project, key)) connect(draft.nodes, key, migration.key)
  }
}

/** Django's own apps are one migration each here, so that only their names are known to be there. */
function isAmong(project: Project, key: MigrationKey): boolean {
  return project.apps.has(appOf(key)) && !isSetAside(project, key)
}

function isSetAside({ migrations, setAside }: Project, key: MigrationKey): boolean {
  return setAside?.has(key) === true && !migrations.has(key)
}

/** `MigrationLoader.check_key`; undefined where there is nothing to wait for. */
function resolve(draft: Draft, from: Migration, dependency: Dependency): MigrationKey | undefined {
  const { app, on } = dependency
  if (draft.project.ambiguous.has(app)) {
    note(draft, from, ambiguous(draft.project, dependency))
    return undefined
  }
  if (!draft.project.apps.has(app)) return resolveOutside(draft, from, dependency)
  if (on !== '__first__' && on !== '__latest__') return `${app}.${on}`
  const key = on === '__first__' ? rootOf(draft.nodes, app) : leafOf(draft.nodes, app)
  if (key === undefined) note(draft, from, missing(dependency, `the app ${app} has no migrations`, []))
  return key
}

function resolveOutside(draft: Draft, from: Migration, { app, on }: Dependency): MigrationKey | undefined {
  const contrib = draft.project.contrib(app)
  if (contrib === undefined) draft.external.push({ from: from.key, app, on })
  return contrib?.key
}

function note(draft: Draft, migration: Migration, problem: Refusal): void {
  if (!draft.problems.has(migration.key)) draft.problems.set(migration.key, problem)
}

function ambiguous(project: Project, { app, place }: Dependency): Refusal {
  const folders = (project.ambiguous.get(app) ?? []).map((each) => each.path).join(' and ')
  return new Refusal({
    code: 'ambiguous-app',
    reason: `the app ${app} is in several folders: ${folders}`,
    wayOut: 'run bgsplit on a copy of the project that holds only one of them',
    place,
  })
}

function missing(dependency: Dependency, reason: string, names: readonly string[]): Refusal {
  return new Refusal({
    code: 'missing-dependency',
    reason,
    wayOut: didYouMean(dependency.on, names, 'add the migration or correct its name'),
    place: dependency.place,
  })
}

/** Squashed migrations, those that are replaced themselves before those that replace them. */
function innermostFirst(links: readonly Links[]): readonly Links[] {
  const squashed = new Map(
    links.filter((each) => each.replaces.length > 0).map((each) => [each.migration.key, each]),
  )
  const sorted = new Set<Links>()
  const visiting = new Set<Links>()
  const visit = (each: Links): void => {
    if (visiting.has(each)) return
    visiting.add(each)
    for (const key of each.replaces) {
      const inner = squashed.get(key)
      if (inner !== undefined) visit(inner)
    }
    sorted.add(each)
  }
  for (const each of squashed.values()) visit(each)
  return [...sorted]
}

function replace(draft: Draft, { migration, replaces }: Links, targets: readonly MigrationKey[]): void {
  const { project, nodes, replacedBy } = draft
  if (!nodes.has(migration.key)) return
  const wanted = targets.filter((target) => replaces.includes(target))
  const gone = replaces.find((key) => !project.migrations.has(key) && !isSetAside(project, key))
  if (wanted.length > 0 && gone === undefined) {
    removeReplacement(nodes, migration.key, replaces)
    return
  }
  // Without the one that is gone there is no history but with the squashed one.
  if (gone !== undefined) for (const key of wanted) noteNeverRun(draft, key, migration, gone)
  for (const key of replaces) replacedBy.set(key, migration.key)
  removeReplaced(nodes, migration.key, replaces)
}

function noteNeverRun(draft: Draft, key: MigrationKey, by: Migration, gone: MigrationKey): void {
  const migration = draft.project.migrations.get(key)
  if (migration === undefined || draft.problems.has(key)) return
  const problem = new Refusal({
    code: 'squashed',
    reason: `${by.key} replaces this one, and cannot give way to it: ${gone}, which it replaces as well, is gone`,
    wayOut: `delete this file, which migrate does not run, or bring back ${nameOf(gone)}`,
    path: migration.file.path,
  })
  note(draft, migration, problem)
}

/** What is named and is still not there, once squashed migrations stand in for the replaced ones. */
function noteMissing(draft: Draft): void {
  for (const { migration, dependencies, runBefore } of draft.links) {
    if (!draft.nodes.has(migration.key)) continue
    for (const key of runBefore) {
      if (isMissing(draft, key)) note(draft, migration, missingChild(migration, key))
    }
    for (const dependency of dependencies) {
      const key: MigrationKey = `${dependency.app}.${dependency.on}`
      if (dependency.isPart !== true && isMissing(draft, key))
        note(draft, migration, missingMigration(draft, dependency, key))
    }
  }
}

function isMissing({ nodes, replacedBy }: Draft, key: MigrationKey): boolean {
  const node = nodes.get(key)
  return node !== undefined && node.migration === undefined && !replacedBy.has(key)
}

function missingMigration({ project }: Draft, dependency: Dependency, key: MigrationKey): Refusal {
  const names = [...project.migrations.values()]
    .filter((each) => each.app === dependency.app)
    .map((each) => each.name)
  return missing(dependency, `there is no migration ${key}`, names)
}

function missingChild(migration: Migration, key: MigrationKey): Refusal {
  return new Refusal({
    code: 'missing-dependency',
    reason: `run_before names ${key}, which is not there`,
    wayOut: 'add the migration or correct its name',
    path: migration.file.path,
  })
}

function noteCircles(draft: Draft): void {
  for (const circle of findCircles(draft.nodes)) {
    for (const key of circle) {
      const migration = draft.nodes.get(key)?.migration
      if (migration !== undefined) note(draft, migration, circular(migration, circle))
    }
  }
}

function circular(migration: Migration, circle: readonly MigrationKey[]): Refusal {
  const dependency = migration.dependencies.find(({ app, on }) =>
    circle.some((key) => key === `${app}.${on}`),
  )
  return new Refusal({
    code: 'circular-dependency',
    reason: `the migrations depend on each other in a circle: ${circle.join(', ')}`,
    wayOut: 'take one of the dependencies out',
    ...(dependency === undefined ? { path: migration.file.path } : { place: dependency.place }),
  })
}

function finished({ nodes, replacedBy, problems, external }: Draft): MigrationGraph {
  const whole = new Map<MigrationKey, GraphNode>()
  for (const [key, { migration, parents, children }] of nodes) {
    if (migration !== undefined) whole.set(key, { key, migration, parents, children })
  }
  return { nodes: whole, replacedBy, problems, external }
}
