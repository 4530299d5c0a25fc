import { existsSync } from 'node:fs'
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path'
import { Refusal, orUndefined } from '../core/errors'
import { lazy } from '../core/lazy'
import { readAppLabel } from './app-label'
import { contribMigrations } from './contrib'
import { findMigrationsFolders, findRoot, migrationNames } from './discover'
import type { MigrationsFolder } from './discover'
import type { OwnClasses } from './fields/own-classes'
import { sourceClasses } from './fields/source-classes'
import { loadMigration, mentionsIn } from './load-migration'
import type { Mention } from './load-migration'
import type { Migration, MigrationKey } from './migration'
import { moduleFinder } from './module-files'
import { readSource } from './read-source'
import { readSettings } from './settings'
import type { Settings } from './settings'

/** An app of the project that has a folder of migrations. Paths are as messages show them. */
export interface App {
  readonly label: string
  /** The folder of its migrations. */
  readonly path: string
  readonly absolutePath: string
}

/** What is on disk of a Django project. Migration files are read when they are asked for. */
export interface Project {
  /** As messages show it. */
  readonly root: string
  readonly absoluteRoot: string
  readonly settings: Settings
  readonly apps: ReadonlyMap<string, App>
  /** Labels that several folders have, none of them nearest to the target: refused when one is needed. */
  readonly ambiguous: ReadonlyMap<string, readonly App[]>
  readonly migrations: ReadonlyMap<MigrationKey, Migration>
  /** Those that are on disk and are taken out for now, or were: `run_before` may still name them. */
  readonly setAside?: ReadonlySet<MigrationKey>
  /** The one migration that stands for an app of Django's own; undefined for any other, and where the project has it. */
  readonly contrib: (label: string) => Migration | undefined
}

export interface ProjectOptions {
  /** What paths are shown relative to, and read relative to where they are relative. */
  readonly cwd?: string
  /** Field classes that the configuration tells of. */
  readonly ownClasses?: OwnClasses
}

/**
 * Finds the project around a migration file, a folder of them, an app or a project folder.
 *
 * Throws `not-found` where the path is not there.
 */
export function loadProject(startPath: string, options: ProjectOptions = {}): Project {
  const cwd = resolve(options.cwd ?? '.')
  const start = resolve(cwd, startPath)
  if (!existsSync(start)) throw notFound(startPath)
  const show = (path: string): string => shownPath(path, cwd)
  const root = findRoot(start)
  const migrations = new Map<MigrationKey, Migration>()
  const ownClasses = withSource(options.ownClasses, root, () => [...apps.values()])
  const settings = readSettings(root, () => migrations.values(), ownClasses)
  const { apps, ambiguous } = chooseApps(findApps(root, start, settings, show), start)
  for (const app of apps.values()) {
    for (const migration of migrationsOf(app, settings)) migrations.set(migration.key, migration)
  }
  const own = lazy(() => contribMigrations(settings.project))
  const contrib = (label: string): Migration | undefined =>
    apps.has(label) || ambiguous.has(label) ? undefined : own().get(label)
  return { root: show(root), absoluteRoot: root, settings, apps, ambiguous, migrations, contrib }
}

/** Asked only for classes that nobody has heard of, so that no other file of the project is read for the others. */
function withSource(said: OwnClasses | undefined, root: string, apps: () => readonly App[]): OwnClasses {
  const get: OwnClasses['get'] = (className) => said?.get(className)
  const find = moduleFinder(root, () => apps().map(({ absolutePath }) => dirname(absolutePath)))
  return { get, inSource: sourceClasses(find, get) }
}

function notFound(path: string): Refusal {
  return new Refusal({
    code: 'not-found',
    reason: 'there is no such file or folder',
    wayOut: 'check the path',
    path,
  })
}

/** Relative to the working directory inside it, absolute outside. */
function shownPath(path: string, cwd: string): string {
  const short = relative(cwd, path)
  if (short === '') return '.'
  return short.startsWith(`..${sep}`) || short === '..' || isAbsolute(short) ? path : short
}

function findApps(
  root: string,
  start: string,
  settings: Settings,
  show: (path: string) => string,
): readonly App[] {
  const moved = settings.migrationModules
  const conventional = findMigrationsFolders(root)
    .map((folder) => ({ label: labelOf(folder, settings), path: folder.path }))
    .filter(({ label }) => !moved.has(label))
  const bySetting = [...moved].flatMap(([label, module]) =>
    movedFolders(root, module).map((path) => ({ label, path })),
  )
  const found = [...conventional, ...bySetting]
  return [...found, ...ownFolder(start, found, settings)].map(({ label, path }) => ({
    label,
    path: show(path),
    absolutePath: path,
  }))
}

interface FoundApp {
  readonly label: string
  readonly path: string
}

/** A module of MIGRATION_MODULES as a folder; none where it is outside the project. */
function movedFolders(root: string, module: string): readonly string[] {
  const folders = [root, join(root, 'src')].map((folder) => join(folder, ...module.split('.')))
  return folders.filter((path) => existsSync(path)).slice(0, 1)
}

/** The folder of a migration that the user points at, where its name and the settings do not tell what it is. */
function ownFolder(start: string, found: readonly FoundApp[], settings: Settings): readonly FoundApp[] {
  const path = dirname(start)
  if (!start.endsWith('.py') || found.some((app) => app.path === path) || !isMigration(start)) return []
  return [{ label: labelOf({ path, appFolder: dirname(path) }, settings), path }]
}

function isMigration(path: string): boolean {
  return orUndefined(() => /^class Migration\b/m.test(readSource(path).text)) === true
}

function labelOf({ appFolder }: MigrationsFolder, { installedApps }: Settings): string {
  return readAppLabel(appFolder, installedApps) ?? basename(appFolder)
}

interface ChosenApps {
  readonly apps: ReadonlyMap<string, App>
  readonly ambiguous: ReadonlyMap<string, readonly App[]>
}

/** One folder for each label: where several have it, the one nearest to the target, if there is one. */
function chooseApps(found: readonly App[], start: string): ChosenApps {
  const apps = new Map<string, App>()
  const ambiguous = new Map<string, readonly App[]>()
  for (const label of new Set(found.map((app) => app.label))) {
    const candidates = found.filter((app) => app.label === label)
    const nearest = nearestTo(start, candidates)
    const [only] = nearest
    if (only !== undefined && nearest.length === 1) apps.set(label, only)
    else ambiguous.set(label, candidates)
  }
  return { apps, ambiguous }
}

function nearestTo(start: string, candidates: readonly App[]): readonly App[] {
  const distances = candidates.map((app) => distance(start, app.absolutePath))
  const least = Math.min(...distances)
  return candidates.filter((_app, index) => distances[index] === least)
}

/** How many folders lie between two paths; none where one holds the other. */
function distance(from: string, to: string): number {
  const steps = relative(from, to).split(sep)
  const up = steps.filter((step) => step === '..').length
  const down = steps.filter((step) => step !== '..' && step !== '').length
  return up === 0 || down === 0 ? 0 : up + down
}

function migrationsOf(app: App, { project }: Settings): readonly Migration[] {
  return migrationNames(app.absolutePath).map((name) =>
    loadMigration({
      app: app.label,
      name,
      settings: project,
      read: lazy(() => readSource(join(app.absolutePath, `${name}.py`), join(app.path, `${name}.py`))),
    }),
  )
}

/** The migration of a file of the project; undefined where the file is none. */
export function migrationAt(project: Project, path: string, cwd = '.'): Migration | undefined {
  const file = resolve(cwd, path)
  const app = [...project.apps.values()].find((each) => each.absolutePath === dirname(file))
  return app === undefined ? undefined : project.migrations.get(`${app.label}.${basename(file, '.py')}`)
}

/** Every place in the project's migrations that names a migration: what has to follow when it gets another name. */
export function mentionsOf(project: Project, key: MigrationKey): readonly Mention[] {
  const dot = key.indexOf('.')
  const [app, name] = [key.slice(0, dot), key.slice(dot + 1)]
  return [...project.migrations.values()]
    .filter((migration) => migration.key !== key && migration.file.text.includes(name))
    .flatMap((migration) => mentionsIn(migration, app, name))
}
