import { existsSync, realpathSync, statSync } from 'node:fs'
import { basename, dirname, join, relative, resolve, sep } from 'node:path'
import { Refusal } from '../../core/errors'
import { didYouMean } from '../../core/nearest'
import { listed } from '../../core/words'
import { findRoot, isFolder, migrationNames } from '../../django/discover'
import type { Migration } from '../../django/migration'
import { migrationAt } from '../../django/project'
import type { App, Project } from '../../django/project'
import { readFile } from '../../django/read-file'
import type { Host } from '../host'
import { COMMANDS } from '../options'
import { projectFor } from '../project'
import type { ConfiguredProject } from '../project'

/** What the paths of a command line stand for. */
export interface Given extends ConfiguredProject {
  /** Files that were named one by one, each once. */
  readonly files: readonly Migration[]
  /** The apps in the folders that were named, each once, by their labels. */
  readonly apps: readonly App[]
  readonly folders: boolean
}

/**
 * Finds the migrations and the apps that some paths name, by whatever links: migration files, folders of migrations,
 * of an app, of several, and of the project.
 * @throws Refusal where a path is not there, holds no migrations, or is of another project than the others.
 */
export function givenBy(paths: readonly string[], host: Host): Given {
  for (const path of paths) assertThere(path, host)
  const { project, config } = projectOf(paths, host)
  const folders = paths.filter((path) => isFolder(resolve(host.cwd, path)))
  const files = paths.filter((path) => !folders.includes(path))
  return {
    project,
    config,
    files: unique(files.map((path) => migrationOf(path, project, host))),
    apps: unique(folders.flatMap((path) => appsIn(path, project, host))).toSorted(byLabel),
    folders: folders.length > 0,
  }
}

function unique<T>(items: readonly T[]): readonly T[] {
  return [...new Set(items)]
}

function byLabel(one: App, other: App): number {
  return one.label < other.label ? -1 : 1
}

function assertThere(path: string, { cwd }: Host): void {
  if (statSync(resolve(cwd, path), { throwIfNoEntry: false }) !== undefined) return
  const isWord = /^[a-z]+$/.test(path)
  const wayOut = isWord ? didYouMean(path, COMMANDS, 'check the path') : 'check the path'
  throw new Refusal({ code: 'not-found', reason: 'there is no such file or folder', wayOut, path })
}

/** The project of all paths. Without a `manage.py` its root is a guess from each path: the outermost one holds. */
function projectOf(paths: readonly string[], host: Host): ConfiguredProject {
  const starts = paths.map((path) => ({ path, start: startOf(resolve(host.cwd, path)) }))
  const roots = starts.map(({ path, start }) => ({ path, start, root: realpathSync(findRoot(start)) }))
  const [outermost] = roots.toSorted((one, other) => one.root.length - other.root.length)
  for (const { path, root } of roots) {
    const isGuess = root !== outermost?.root && !existsSync(join(root, 'manage.py'))
    if (root === outermost?.root || (isGuess && isIn(root, outermost?.root ?? root))) continue
    throw severalProjects(roots[0]?.root === root ? (outermost?.path ?? path) : path, host)
  }
  const first = roots.find(({ root }) => root === outermost?.root)
  return projectFor(first?.start ?? host.cwd, host)
}

/** A migration in a folder rather than the folder: that tells what it is, whatever it is called. */
function startOf(path: string): string {
  if (!isFolder(path)) return path
  for (const folder of [path, join(path, 'migrations')]) {
    const found = migrationNames(folder).map((name) => join(folder, `${name}.py`))
    const migration = found.find(looksLikeMigration)
    if (migration !== undefined) return migration
  }
  return path
}

function looksLikeMigration(path: string): boolean {
  try {
    return /^class Migration\b/m.test(readFile(path).toString('latin1'))
  } catch {
    return false
  }
}

function severalProjects(path: string, { cwd }: Host): Refusal {
  const what = isFolder(resolve(cwd, path)) ? 'folder' : 'file'
  const reason = `this ${what} belongs to another project than the first`
  return new Refusal({ code: 'usage', reason, wayOut: 'run bgsplit once for each project', path })
}

function migrationOf(path: string, project: Project, { cwd }: Host): Migration {
  const file = resolve(cwd, path)
  const folder = realpathSync(dirname(file))
  const app = [...project.apps.values()].find((each) => realOf(each) === folder)
  const inApp = app === undefined ? undefined : join(app.absolutePath, basename(file))
  const found = migrationAt(project, inApp ?? file, cwd) ?? migrationAt(project, realpathSync(file), cwd)
  if (found !== undefined) return found
  throw new Refusal({
    code: 'not-a-migration',
    reason: 'the file is not among the migrations of an app',
    wayOut: 'give a file of a migrations folder',
    path,
  })
}

function realOf(app: App): string {
  return existsSync(app.absolutePath) ? realpathSync(app.absolutePath) : app.absolutePath
}

function appsIn(path: string, project: Project, { cwd }: Host): readonly App[] {
  const folder = resolve(cwd, path)
  const real = realpathSync(folder)
  const isInside = (app: App): boolean => isIn(app.absolutePath, folder) || isIn(realOf(app), real)
  const unclear = [...project.ambiguous].find(([, apps]) => apps.some(isInside))
  if (unclear !== undefined) throw ambiguous(unclear, path)
  const apps = [...project.apps.values()].filter(isInside)
  const labels = new Set(apps.map(({ label }) => label))
  if ([...project.migrations.values()].some(({ app }) => labels.has(app))) return apps
  throw withoutMigrations(path, real, project)
}

function isIn(path: string, folder: string): boolean {
  const between = relative(folder, path)
  return (
    between === '' || (between !== '..' && !between.startsWith(`..${sep}`) && resolve(between) !== between)
  )
}

function ambiguous([label, apps]: readonly [string, readonly App[]], path: string): Refusal {
  const reason = `the app ${label} is in several folders: ${apps.map((each) => each.path).join(' and ')}`
  return new Refusal({
    code: 'ambiguous-app',
    reason,
    wayOut: 'give the folder of the one that is meant',
    path,
  })
}

/** The migrations of the app may be elsewhere, by MIGRATION_MODULES. */
function withoutMigrations(path: string, real: string, project: Project): Refusal {
  const app = project.apps.get(basename(real))
  const wayOut =
    app === undefined ? `give ${listed(FOLDERS)}` : `those of the app ${app.label} are in ${app.path}`
  return new Refusal({ code: 'no-history', reason: 'there are no migrations here', wayOut, path })
}

const FOLDERS = ['a folder of migrations, of an app', 'of the project']
