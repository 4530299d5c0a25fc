import { realpathSync, statSync } from 'node:fs'
import { Refusal } from '../../core/errors'
import { didYouMean } from '../../core/nearest'
import { buildGraph } from '../../django/build-graph'
import { appOf, order } from '../../django/graph'
import type { Migration } from '../../django/migration'
import { loadProject, migrationAt } from '../../django/project'
import type { Project } from '../../django/project'
import type { FileChange } from '../../emit/change'
import { composed, projectAfter } from '../../emit/compose'
import { diffOf } from '../../emit/diff'
import { filesFor } from '../../emit/files'
import { loadFormatter } from '../../emit/format'
import type { Formatter } from '../../emit/format'
import { writeChanges } from '../../emit/write'
import { planMigration } from '../../plan/planner'
import type { PlanOptions } from '../../plan/site'
import { COMMANDS } from '../args'
import type { SplitFlags } from '../args'
import { configFor } from '../config'
import type { Host } from '../host'
import { colouredDiff } from '../report/colours'
import { notesOf, nothingToSplit, summary } from '../report/summary'
import type { Outcome } from '../report/summary'
import { databasesFor } from './dialect'
import { recover } from './recover'
import { assertTogether } from './together'
import type { Database } from './together'

/**
 * `bgsplit split <paths…>`: plans the split of every file, and writes all of it, or prints it as a patch.
 * @throws Refusal where one of the files cannot be split; then nothing is written for any of them.
 */
export async function split(paths: readonly string[], flags: SplitFlags, host: Host): Promise<void> {
  for (const path of paths) recover(path, host)
  const work = await workFor(lastAppFirst(migrationsAt(targetsOf(paths), host)), flags, host)
  if (flags.dryRun) showPatch(work, host)
  else write(work, host)
}

interface Work {
  /** As it was read. */
  readonly project: Project
  /** Of all files together. */
  readonly changes: readonly FileChange[]
  readonly outcomes: readonly Outcome[]
}

/** Each file is planned as if those before it had been written: they may be of one app, or name each other. */
async function workFor({ project, migrations }: Found, flags: SplitFlags, host: Host): Promise<Work> {
  let current = project
  let changes: readonly FileChange[] = []
  let formatter: Formatter | undefined
  const outcomes: Outcome[] = []
  const options = optionsFor(project, migrations, flags, host)
  for (const { key } of migrations) {
    const migration = current.migrations.get(key)
    if (migration === undefined) throw new Error(`${key} has got lost`)
    const plan = planMigration(current, migration, options)
    if (plan.splits.length > 0) formatter ??= await loadFormatter()
    const files = formatter === undefined ? NO_FILES : filesFor(plan, current, formatter)
    changes = composed(changes, files.changes)
    current = projectAfter(current, files.changes)
    outcomes.push({ plan, ...files })
  }
  const split = outcomes.filter((outcome) => outcome.changes.length > 0)
  assertTogether(split.map(databaseOf), current, options.dialect)
  return { project, changes, outcomes }
}

/**
 * The app that `migrate` comes to last goes first: the database migration of another app may have to run before its
 * own, which is then there to be named. Within an app, as `migrate` runs them.
 */
function lastAppFirst({ project, migrations }: Found): Found {
  if (migrations.length < 2) return { project, migrations }
  const keys = migrations.map(({ key }) => key)
  const position = order(buildGraph(project, keys), keys)
  const lastOf = (app: string): number => position.findLastIndex((key) => appOf(key) === app)
  const inOrder = migrations.toSorted((a, b) =>
    a.app === b.app ? position.indexOf(a.key) - position.indexOf(b.key) : lastOf(b.app) - lastOf(a.app),
  )
  return { project, migrations: inOrder }
}

function databaseOf({ plan, names }: Outcome): Database {
  const { app, file } = plan.migration
  return { key: `${app}.${names.database}`, path: file.path }
}

const NO_FILES = { names: { state: '', database: '' }, changes: [] }

function optionsFor(
  project: Project,
  migrations: readonly Migration[],
  flags: SplitFlags,
  host: Host,
): PlanOptions {
  const config = configFor(migrations[0]?.file.path ?? project.root)
  const asked = flags.dialect === undefined ? [] : [flags.dialect, ...(flags.others ?? [])]
  return {
    ...databasesFor(asked, config, project, host),
    databaseOperations: flags.databaseOperations ?? config.databaseOperations ?? 'sql',
    fill: flags.fill ?? config.fill ?? 'auto',
    strict: config.strict ?? false,
    djangoKnowsDbDefault: config.django === undefined || Number.parseInt(config.django, 10) >= 5,
    ...lockTimeout(flags.lockTimeout ?? config.lockTimeout),
  }
}

function lockTimeout(milliseconds: number | undefined): Pick<PlanOptions, 'lockTimeout'> {
  return milliseconds === undefined ? {} : { lockTimeout: milliseconds }
}

function showPatch({ changes, outcomes }: Work, host: Host): void {
  const patch = diffOf(changes, host.cwd)
  host.out(host.colours ? colouredDiff(patch) : patch)
  for (const outcome of outcomes) {
    if (outcome.changes.length === 0) host.note(nothingToSplit(outcome, host))
    for (const note of notesOf(outcome, host)) host.note(`note: ${note}`)
  }
}

function write({ project, changes, outcomes }: Work, host: Host): void {
  if (changes.length > 0) writeChanges(changes, project.absoluteRoot)
  host.out(summary(outcomes, host))
}

/** The files to split, each once, however often and by whatever links it is named. */
function targetsOf(paths: readonly string[]): readonly string[] {
  for (const path of paths) assertFile(path)
  const files = paths.map((path) => realpathSync(path))
  return paths.filter((_, index) => files.indexOf(files[index] ?? '') === index)
}

function assertFile(path: string): void {
  const stats = statSync(path, { throwIfNoEntry: false })
  if (stats === undefined) throw notFound(path)
  if (!stats.isDirectory()) return
  throw new Refusal({
    code: 'usage',
    reason: 'this is a folder, and this release splits single migrations',
    wayOut: 'give the migration file to split',
    path,
  })
}

function notFound(path: string): Refusal {
  const isWord = /^[a-z]+$/.test(path)
  const wayOut = isWord ? didYouMean(path, COMMANDS, 'check the path') : 'check the path'
  return new Refusal({ code: 'not-found', reason: 'there is no such file or folder', wayOut, path })
}

interface Found {
  readonly project: Project
  readonly migrations: readonly Migration[]
}

function migrationsAt(paths: readonly string[], host: Host): Found {
  const [first = ''] = paths
  const project = loadProject(first, { cwd: host.cwd })
  return { project, migrations: paths.map((path) => migrationOf(path, project, host)).toSorted(byName) }
}

function byName(one: Migration, other: Migration): number {
  return one.key < other.key ? -1 : 1
}

function migrationOf(path: string, project: Project, host: Host): Migration {
  const found = migrationAt(project, path, host.cwd)
  if (found !== undefined) return found
  const own = loadProject(path, { cwd: host.cwd })
  if (own.absoluteRoot !== project.absoluteRoot) throw severalProjects(path)
  throw new Refusal({
    code: 'not-a-migration',
    reason: 'the file is not among the migrations of an app',
    wayOut: 'give a file of a migrations folder',
    path,
  })
}

function severalProjects(path: string): Refusal {
  const reason = 'this file belongs to another project than the first'
  return new Refusal({ code: 'usage', reason, wayOut: 'run bgsplit once for each project', path })
}
