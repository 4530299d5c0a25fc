import { existsSync, readdirSync, realpathSync, statSync } from 'node:fs'
import type { Dirent } from 'node:fs'
import { basename, dirname, join, sep } from 'node:path'
import { readFile } from './read-file'

/** Folders that hold no code of the project. */
const SKIPPED = new Set(['node_modules', '__pycache__', 'site-packages', 'dist-packages'])

/** A folder of migration files, and the app folder that it belongs to. */
export interface MigrationsFolder {
  readonly path: string
  readonly appFolder: string
}

/**
 * The project's root: the nearest folder upwards with a `manage.py`, else the folder around the app of the path,
 * else the path's own folder.
 */
export function findRoot(path: string): string {
  const folder = isFolder(path) ? path : dirname(path)
  return (
    upwards(folder).find((each) => existsSync(join(each, 'manage.py'))) ?? rootWithoutManage(path, folder)
  )
}

function rootWithoutManage(path: string, folder: string): string {
  if (basename(folder) === 'migrations') return dirname(dirname(folder))
  if (isFolder(join(folder, 'migrations'))) return dirname(folder)
  return folder === path ? folder : dirname(dirname(folder))
}

function upwards(folder: string): string[] {
  const parent = dirname(folder)
  return parent === folder ? [folder] : [folder, ...upwards(parent)]
}

/**
 * Every folder called `migrations` with Python in it under a root. Each real folder is walked once, and links last: an
 * app is called by its own folder. A link to what the root itself is in leads to all there is, and to no app.
 */
export function findMigrationsFolders(root: string): readonly MigrationsFolder[] {
  const found: MigrationsFolder[] = []
  const seen = new Set<string>()
  const links: string[] = []
  const home = realFolder(root) ?? root
  const walk = (folder: string): void => {
    const real = realFolder(folder)
    if (real === undefined || seen.has(real) || holds(real, home)) return
    seen.add(real)
    const entries = entriesOf(folder)
    if (entries.some((entry) => entry.name === 'pyvenv.cfg')) return
    if (basename(folder) === 'migrations' && holdsPython(entries) && !isOfHelpers(folder)) {
      found.push({ path: folder, appFolder: dirname(folder) })
    }
    for (const entry of entries.filter(isWalked)) {
      if (entry.isSymbolicLink()) links.push(join(folder, entry.name))
      else walk(join(folder, entry.name))
    }
  }
  walk(root)
  for (let link = links.shift(); link !== undefined; link = links.shift()) walk(link)
  return found
}

/** Whether a folder is one of those that another one is in. */
function holds(folder: string, inner: string): boolean {
  return folder !== inner && inner.startsWith(folder.endsWith(sep) ? folder : folder + sep)
}

function holdsPython(entries: readonly Dirent[]): boolean {
  return entries.some((entry) => entry.name.endsWith('.py') && !entry.isDirectory())
}

/**
 * A package that is only called like one of migrations, such as tools for writing them (wagtail.blocks.migrations) or tests
 * of them: no file in it is called as Django calls them, or has a class that extends another one by that name.
 */
function isOfHelpers(folder: string): boolean {
  const names = migrationNames(folder)
  if (names.length === 0 || names.some((name) => /^\d/.test(name))) return false
  return !names.some((name) => /^\s*class Migration\(/m.test(textOf(join(folder, `${name}.py`))))
}

/** The text of a file; with what cannot be read, a class is taken to be there, so that it is told when it is needed. */
function textOf(path: string): string {
  try {
    return new TextDecoder().decode(readFile(path))
  } catch {
    return 'class Migration('
  }
}

function isWalked(entry: Dirent): boolean {
  const isFolderLike = entry.isDirectory() || entry.isSymbolicLink()
  return isFolderLike && !entry.name.startsWith('.') && !SKIPPED.has(entry.name)
}

/**
 * The names of the migrations in a folder, sorted: its `.py` files but those that start with `_` or `~`
 * (django/db/migrations/loader.py, `load_disk`).
 */
export function migrationNames(folder: string): readonly string[] {
  return entriesOf(folder)
    .filter((entry) => entry.name.endsWith('.py') && !entry.isDirectory() && !/^[_~.]/.test(entry.name))
    .map((entry) => entry.name.slice(0, -'.py'.length))
    .sort()
}

/** The entries of a folder by name; none where it cannot be read. */
function entriesOf(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))
  } catch {
    return []
  }
}

function realFolder(path: string): string | undefined {
  try {
    const real = realpathSync(path)
    return statSync(real).isDirectory() ? real : undefined
  } catch {
    return undefined
  }
}

export function isFolder(path: string): boolean {
  return realFolder(path) !== undefined
}
