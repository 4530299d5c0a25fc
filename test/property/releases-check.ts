import { renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { newViolations, violationKey, type Violation } from '../../src/compat/violation'
import { buildGraph } from '../../src/django/build-graph'
import { emptySnapshot } from '../../src/django/empty-snapshot'
import { appOf, assertSound, fullOrder, leaves, type MigrationGraph } from '../../src/django/graph'
import type { Migration, MigrationKey } from '../../src/django/migration'
import { loadProject, type Project } from '../../src/django/project'
import { replayMigration, unreplayMigration, type ReplayEnvironment } from '../../src/django/replay'
import type { Snapshot } from '../../src/django/snapshot'
import type { ProjectState } from '../../src/django/state'
import { filesFor, type ReleaseFiles } from '../../src/emit/files'
import { planReleases } from '../../src/plan/releases/plan-releases'
import type { ReleaseMigration, ReleasePlan } from '../../src/plan/releases/release-plan'
import { readSql } from '../../src/sql/read'
import type { Files } from '../support/project'
import { Broken, type Checker, type Opened } from './check'
import { schemaDifference, stateDifference } from './compare'

/** What became of a project whose migrations were planned together. */
export interface Released {
  readonly plan: ReleasePlan
  readonly written: Files
}

/**
 * Plans the chosen migrations together, writes them, and checks by other means than the planner's that the releases
 * hold, from the files that are written. Throws Broken where they do not, and the Refusal where there is no plan;
 * whatever else is thrown is a bug.
 */
export function checkReleases(opened: Opened, chosen: ReadonlySet<MigrationKey>, checker: Checker): Released {
  const { project, copy } = opened
  const wanted = [...project.migrations.values()].filter(({ key }) => chosen.has(key))
  const plan = planReleases(project, wanted, checker.options)
  const files = filesFor(plan, project, checker.formatter, { phase: 'all' })
  const folder = copy()
  const written = write(files, folder)
  const site: Site = {
    opened,
    plan,
    checker,
    written,
    fresh: loadProject('.', { cwd: folder }),
    name: namesIn(files),
  }
  checkUntouched(site, files)
  const unsplit = releasesOf(site, project, (each) => (each.part === 'database' ? undefined : each.key))
  const split = releasesOf(site, site.fresh, site.name)
  checkGraphs(site, split)
  checkEnds(site, split)
  walk(site, unsplit, split)
  checkSettled(site, chosen)
  return { plan, written }
}

interface Site {
  readonly opened: Opened
  readonly plan: ReleasePlan
  readonly checker: Checker
  readonly written: Files
  /** What is then on the disk. */
  readonly fresh: Project
  readonly name: (each: ReleaseMigration) => MigrationKey
}

/** As the command does it, but by hand. */
function write({ changes }: ReleaseFiles, folder: string): Files {
  const written: Record<string, string> = {}
  for (const change of changes) {
    if (change.kind === 'rename') renameSync(join(folder, change.from), join(folder, change.to))
    const path = change.kind === 'rename' ? change.to : change.path
    if (written[path] !== undefined) throw new Broken('a file is written twice', [path])
    writeFileSync(join(folder, path), change.text)
    written[path] = change.text
  }
  return written
}

function namesIn({ splits }: ReleaseFiles): Site['name'] {
  const names = new Map(splits.map((each) => [each.plan.migration.key, each.names]))
  return ({ key, part }) => (part === 'whole' ? key : `${appOf(key)}.${names.get(key)?.[part] ?? ''}`)
}

function demandIn({ written }: Site): (what: string, found: readonly string[]) => void {
  return (what, found) => {
    if (found.length > 0) throw new Broken(what, found, written)
  }
}

/** A file that is not split differs in names of migrations alone. */
function checkUntouched(site: Site, { splits, changes }: ReleaseFiles): void {
  const names = new Set([...site.opened.project.migrations.values()].map(({ name }) => name))
  const given = new Set(splits.flatMap(({ names: { state, database } }) => [state, database]))
  const edited = changes.flatMap((change) => (change.kind === 'edit' ? [change] : []))
  const found = edited.filter(({ before, text }) => {
    const [one, other] = [before.split('"'), text.split('"')]
    const isSame = (part: string, index: number): boolean =>
      part === other[index] || (names.has(part) && given.has(other[index] ?? ''))
    return one.length !== other.length || !one.every(isSame)
  })
  demandIn(site)(
    'a file that is not split has changed',
    found.map(({ path }) => path),
  )
}

/** The migrations of each release, in the order in which `migrate` runs them where it has the files of that release. */
interface InReleases {
  readonly graphs: readonly MigrationGraph[]
  /** First what was applied before, then a list for each release. */
  readonly keys: readonly (readonly MigrationKey[])[]
}

function releasesOf(
  { plan }: Site,
  project: Project,
  name: (each: ReleaseMigration) => MigrationKey | undefined,
): InReleases {
  const own = plan.releases.map(({ migrations }) => migrations.flatMap((each) => name(each) ?? []))
  const later = new Set(own.flat())
  const before = [...project.migrations.keys()].filter((key) => !later.has(key))
  const shown = new Set<MigrationKey>()
  const done = new Set<MigrationKey>()
  const graphs: MigrationGraph[] = []
  const keys = [before, ...own].map((some) => {
    for (const key of some) shown.add(key)
    const migrations = new Map([...project.migrations].filter(([key]) => shown.has(key)))
    const graph = buildGraph({ ...project, migrations })
    graphs.push(graph)
    const fresh = fullOrder(graph).filter((key) => !done.has(key))
    for (const key of fresh) done.add(key)
    return fresh
  })
  return { graphs, keys }
}

/** What Django needs to start, in each release: every file reads, none is missing, no circle, one last one in an app. */
function checkGraphs(site: Site, { graphs }: InReleases): void {
  const demand = demandIn(site)
  const { fresh } = site
  // What was applied before is as it was.
  for (const [index, graph] of graphs.slice(1).entries()) {
    const where = `release ${index + 1}: `
    for (const key of graph.nodes.keys()) assertSound(graph, key)
    demand(
      `${where}a file has a problem`,
      [...graph.problems.values()].map(({ reason }) => reason),
    )
    demand(`${where}dependencies form a circle`, circleIn(graph))
    const open = [...fresh.apps.keys()].filter((app) => leaves(graph, app).length > 1)
    demand(
      `${where}several last migrations`,
      open.map((app) => leaves(graph, app).join(' ')),
    )
  }
}

function circleIn({ nodes }: MigrationGraph): readonly string[] {
  const left = new Map([...nodes].map(([key, { parents }]) => [key, new Set(parents)]))
  for (;;) {
    const free = [...left].filter(([, parents]) => ![...parents].some((key) => left.has(key)))
    if (free.length === 0) return [...left.keys()]
    for (const [key] of free) left.delete(key)
  }
}

function checkEnds(site: Site, split: InReleases): void {
  const { opened, fresh } = site
  const demand = demandIn(site)
  const wanted = replayed(site, opened.project, fullOrder(buildGraph(opened.project)))
  const found = replayed(site, fresh, fullOrder(buildGraph(fresh)))
  const inTurn = replayed(site, fresh, split.keys.flat())
  for (const [what, end] of [
    ['on a fresh database: ', found],
    ['release by release: ', inTurn],
  ] as const) {
    demand(`${what}the end has another state`, stateDifference(wanted.state, end.state))
    demand(`${what}the end has another schema`, schemaDifference(wanted.schema, end.schema))
  }
}

function migrationOf(project: Project, key: MigrationKey): Migration {
  const migration = project.migrations.get(key) ?? project.contrib(appOf(key))
  if (migration === undefined) throw new Error(`${key} is not there`)
  return migration
}

function environmentOf({ checker }: Site, app: string): ReplayEnvironment {
  return { app, dialect: checker.options.dialect, readSql }
}

function replayed(site: Site, project: Project, keys: readonly MigrationKey[], start?: Snapshot): Snapshot {
  const empty = emptySnapshot(project.settings.project, site.checker.options.dialect)
  return keys.reduce(
    (snapshot, key) => replayMigration(migrationOf(project, key), snapshot, environmentOf(site, appOf(key))),
    start ?? empty,
  )
}

/** Where the releases are, and where the migrations would be had nothing been split. */
interface Stop {
  readonly at: Snapshot
  readonly unsplit: Snapshot
}

/** The code of the release before lives with every step of a release, and its own code with the end of it. */
function walk(site: Site, unsplit: InReleases, split: InReleases): void {
  const { opened, fresh, plan } = site
  const judged = judgedIn(site)
  let stop: Stop = {
    at: replayed(site, fresh, split.keys[0] ?? []),
    unsplit: replayed(site, opened.project, unsplit.keys[0] ?? []),
  }
  demandIn(site)('it starts elsewhere', schemaDifference(stop.unsplit.schema, stop.at.schema))
  for (const { number } of plan.releases) {
    const where = `release ${number}: `
    const home = stop
    const next = replayed(site, opened.project, unsplit.keys[number] ?? [], home.unsplit)
    let at = home.at
    for (const key of split.keys[number] ?? []) {
      const after = replayed(site, fresh, [key], at)
      if (judged.has(key)) livesWith(site, `${where}at ${key} the code before`, 'old', home, at, after)
      checkBack(site, key, at, after)
      at = after
    }
    demandIn(site)(`${where}another state`, stateDifference(next.state, at.state))
    stop = { at, unsplit: next }
    livesWith(site, `${where}its own code`, 'new', stop, next, at)
  }
}

/** What was not chosen is not ours to judge. */
function judgedIn({ plan, name }: Site): ReadonlySet<MigrationKey> {
  const chosen = new Set(plan.plans.map(({ migration }) => migration.key))
  const all = plan.releases.flatMap(({ migrations }) => migrations)
  return new Set(all.filter(({ key }) => chosen.has(key)).map(name))
}

/** Code lives with what is there as well as it did with its own schema, or before. */
function livesWith(
  site: Site,
  who: string,
  colour: 'old' | 'new',
  home: Stop,
  before: Snapshot,
  after: Snapshot,
): void {
  const { strict } = site.checker.options
  const { state } = home.at
  const look = (there: Snapshot, other: ProjectState): readonly Violation[] =>
    site.checker
      .compatible(state, there.schema, { colour, strict, other })
      .filter(({ severity }) => severity === 'error')
  const known = [...look(home.unsplit, state), ...look(before, before.state)]
  const found = newViolations(known, look(after, after.state))
  demandIn(site)(`${who} cannot live with it`, found.map(violationKey))
}

/** Both halves are taken back to where they began, as far as the whole is. */
function checkBack(site: Site, key: MigrationKey, before: Snapshot, after: Snapshot): void {
  const { plan, name, fresh } = site
  const all = plan.releases.flatMap(({ migrations }) => migrations)
  const half = all.find((each) => name(each) === key)
  if (half === undefined || half.part === 'whole') return
  const migration = migrationOf(fresh, key)
  if (half.part === 'state' && !migration.operations.every(isReversible)) return
  const environment = environmentOf(site, migration.app)
  const back = unreplayMigration(migration, before.state, after, environment)
  const found = [
    ...schemaDifference(before.schema, back.schema),
    ...stateDifference(before.state, back.state),
  ]
  const own = half.part === 'state' ? wholeBack(site, half.key, before) : []
  const beyond = found.filter((each) => !own.includes(each))
  demandIn(site)(`${half.part} migration does not go back`, beyond)
}

/** What the original does not take back either. */
function wholeBack(site: Site, key: MigrationKey, before: Snapshot): readonly string[] {
  const original = migrationOf(site.opened.project, key)
  const environment = environmentOf(site, original.app)
  const after = replayMigration(original, before, environment)
  const back = unreplayMigration(original, before.state, after, environment)
  return [...schemaDifference(before.schema, back.schema), ...stateDifference(before.state, back.state)]
}

function isReversible({ kind, ...operation }: Migration['operations'][number]): boolean {
  return !('reversible' in operation) || (kind !== 'RunPython' && kind !== 'RunSQL') || operation.reversible
}

/** A second run over what was written finds nothing to do. */
function checkSettled(site: Site, chosen: ReadonlySet<MigrationKey>): void {
  const { plan, name, fresh, checker } = site
  const all = plan.releases.flatMap(({ migrations }) => migrations)
  const wanted = all.filter(({ key }) => chosen.has(key)).map((each) => migrationOf(fresh, name(each)))
  const again = planReleases(fresh, wanted, checker.options)
  const found = again.plans.flatMap(({ migration, splits }) =>
    splits.map(({ original }) => `${migration.key} ${original.kind}`),
  )
  demandIn(site)('a second run finds something to do', found)
  demandIn(site)(
    'a second run changes dependencies',
    again.behind.map(({ migration }) => migration),
  )
}
