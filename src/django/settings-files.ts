import { existsSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { orUndefined } from '../core/errors'
import type { SourceFile } from '../core/span'
import type { Expression } from '../python/nodes'
import { readBindings, type Bindings } from '../python/read-bindings'
import { readSource } from './read-source'

/** The names of a settings module, those it takes over by `from … import *` included. */
export interface SettingsFiles {
  /** The module's own file; undefined where none was found. */
  readonly path: string | undefined
  readonly names: readonly string[]
  readonly value: (name: string) => Expression | undefined
  /** The texts of all files that were read, the module's own last. */
  readonly texts: readonly string[]
}

/** Where settings are when `manage.py` does not say, in each folder that is looked into. */
const USUAL_FILES = [
  'settings.py',
  join('settings', '__init__.py'),
  join('settings', 'base.py'),
  join('settings', 'common.py'),
]

/** Reads the settings of the project at a root. A file that cannot be read counts as not being there. */
export function readSettingsFiles(root: string): SettingsFiles {
  const home = homeOf(root)
  const path = settingsOfManage(home) ?? usualSettings(home)
  const values = new Map<string, () => Expression>()
  const texts: string[] = []
  if (path !== undefined) collect(path, home, values, texts, new Set())
  return { path, names: [...values.keys()], value: (name) => values.get(name)?.(), texts }
}

/** The folder of `manage.py`, which is a part of some repositories: the one folder that has it, if the root has not. */
function homeOf(root: string): string {
  if (isHome(root)) return root
  const children = subfolders(root)
  const found = [...children, ...children.flatMap(subfolders)].filter(isHome)
  return (found.length === 1 ? found[0] : undefined) ?? root
}

function isHome(folder: string): boolean {
  return existsSync(join(folder, 'manage.py'))
}

/** `os.environ.setdefault("DJANGO_SETTINGS_MODULE", "project.settings")`. */
function settingsOfManage(root: string): string | undefined {
  const text = tryRead(join(root, 'manage.py'))?.text ?? ''
  const module = /["']DJANGO_SETTINGS_MODULE["']\s*[,\]]\s*=?\s*["']([\w.]+)["']/.exec(text)?.[1]
  return module === undefined ? undefined : moduleFile(join(root, ...module.split('.')))
}

/** `settings` as `settings.py` or `settings/__init__.py`. */
function moduleFile(path: string): string | undefined {
  return [`${path}.py`, join(path, '__init__.py')].find((file) => existsSync(file))
}

function usualSettings(root: string): string | undefined {
  return [root, ...subfolders(root)]
    .flatMap((folder) => USUAL_FILES.map((file) => join(folder, file)))
    .find((file) => existsSync(file) && tryRead(file)?.text.trim() !== '')
}

function subfolders(root: string): readonly string[] {
  try {
    return readdirSync(root, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.') && entry.name !== 'node_modules')
      .map((entry) => join(root, entry.name))
      .sort()
  } catch {
    return []
  }
}

/** Puts the names of a file over those of the modules that it takes over whole. */
function collect(
  path: string,
  root: string,
  values: Map<string, () => Expression>,
  texts: string[],
  seen: Set<string>,
): void {
  const file = seen.has(path) ? undefined : tryRead(path)
  seen.add(path)
  if (file === undefined) return
  for (const [, dots = '', module = ''] of file.text.matchAll(
    /^from[ \t]+(\.*)([\w.]*)[ \t]+import[ \t]+\*/gm,
  )) {
    const taken = moduleFile(join(startFolder(path, root, dots.length), ...module.split('.')))
    if (taken !== undefined) collect(taken, root, values, texts, seen)
  }
  for (const taken of included(file.text)) collect(join(dirname(path), taken), root, values, texts, seen)
  texts.push(file.text)
  for (const [name, value] of tryBindings(file)) values.set(name, value)
}

/** The files that `include("base.py", optional("local.py"))` of django-split-settings takes over. */
function included(text: string): readonly string[] {
  if (!/^from split_settings\.tools import /m.test(text)) return []
  return [...text.matchAll(/["']([\w./-]+\.py)["']/g)].map(([, file = '']) => file)
}

/** One dot is the file's own package, each further one the package around it; none is the root. */
function startFolder(path: string, root: string, dots: number): string {
  if (dots === 0) return root
  return Array.from({ length: dots }).reduce((folder: string) => dirname(folder), path)
}

function tryRead(path: string): SourceFile | undefined {
  return orUndefined(() => readSource(path))
}

function tryBindings(file: SourceFile): Bindings['values'] {
  return orUndefined(() => readBindings(file).values) ?? new Map<string, () => Expression>()
}
