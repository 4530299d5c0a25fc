import { BUILTINS } from './builtins'
import { writerTarget } from './canonical'
import { isInside } from './names'
import type { ImportBinding } from './nodes'
import type { AddedImport, PrintScope } from './print-scope'

/** What MigrationWriter imports with `from`: the first two are modules, so that their dotted names would do. */
export const OFFERED_BY_DJANGO: ReadonlyMap<string, 'module' | 'object'> = new Map([
  ['django.db.models', 'module'],
  ['django.db.migrations', 'module'],
  ['django.conf.settings', 'object'],
  ['django.core.management.base.CommandError', 'object'],
  ['django.db.transaction', 'module'],
  ['django.db.IntegrityError', 'object'],
  ['django.db.router', 'object'],
])

/** `from module import name`, and the local name that it would best have. */
export interface FromImport {
  readonly from: string
  readonly name: string
  readonly local: string
}

/** A target, and the module that holds it. */
export interface Located {
  readonly target: string
  readonly module: string
}

/** An import, as far as spelling goes. */
type Bound = Pick<ImportBinding, 'local' | 'target' | 'module' | 'statement'>

/**
 * The spelling of a target through an import that the file has or that was added; undefined where there is none.
 * Django's way to write it goes first, a bare name before all.
 */
export function existingSpelling({ target, module }: Located, scope: PrintScope): string | undefined {
  const own = importsThatHold(scope)
  const all = [...own, ...scope.added]
  const exact = all.find((each) => isName(each) && each.target === target)
  if (exact !== undefined) return exact.local
  const written = writerTarget(target)
  if (written === target) return through(target, module, all)
  return through(written, parentOf(written), all) ?? through(target, module, own)
}

function through(target: string, module: string, imports: readonly Bound[]): string | undefined {
  const near = imports.filter((each) => isName(each) && isDirectlyIn(target, each.target))
  const [nearest] = near.toSorted((a, b) => b.target.length - a.target.length)
  if (nearest !== undefined) return nearest.local + target.slice(nearest.target.length)
  if ([...OFFERED_BY_DJANGO.keys()].some((each) => isDirectlyIn(target, each))) return undefined
  // `import a.b.c` makes `a` and `a.b` reachable too.
  const reached = imports.some((each) => !isName(each) && isInside(each.module ?? '', module))
  return reached ? target : undefined
}

function parentOf(target: string): string {
  return splitTarget(target).from
}

/** Whether the import binds a name to its target: all but `import a.b.c`, which binds `a` and makes `a.b.c` reachable. */
function isName({ statement, local, target }: Bound): boolean {
  return statement === 'from' || local !== target
}

/**
 * Whether the target is an attribute of that module or object, and not in a module inside it: those are only
 * there when something imports them.
 */
export function isDirectlyIn(target: string, parent: string): boolean {
  const prefix = parent.endsWith('.') ? parent : `${parent}.`
  if (!target.startsWith(prefix)) return false
  const rest = target.slice(prefix.length)
  return !rest.includes('.') || /^_*\p{Lu}/u.test(rest)
}

/** The imports of the file whose names mean that in the class too. */
function importsThatHold({ module }: PrintScope): readonly ImportBinding[] {
  return module?.imports.filter(({ local, target }) => module.names.get(local) === target) ?? []
}

/** Names that every migration binds. */
const MIGRATION_NAMES: ReadonlySet<string> = new Set(['Migration', 'dependencies', 'operations'])

/** Whether the file binds the name, or will. */
export function isBound(name: string, { module, added }: PrintScope): boolean {
  return module?.names.has(name) === true || added.some(({ local }) => local === name)
}

/** Whether the name can be bound to the target: it is so already, or nothing in the file knows the name. */
export function isFree(name: string, target: string, scope: PrintScope): boolean {
  const { module, added } = scope
  if (module?.names.has(name) === true) return module.names.get(name) === target
  const known = added.find(({ local }) => local === name)
  if (known !== undefined) return known.target === target
  // After `from x import *` any name that the file uses may be bound.
  const mayBeUsed = module !== undefined && module.starImports.length > 0 && hasWord(module.file.text, name)
  return !mayBeUsed && !BUILTINS.has(name) && !MIGRATION_NAMES.has(name)
}

function hasWord(text: string, word: string): boolean {
  return new RegExp(`(?<![\\p{L}\\p{N}_])${word}(?![\\p{L}\\p{N}_])`, 'u').test(text)
}

/** Records `import module`, under another name where its first part is taken. Returns the target's spelling. */
export function addDotted(module: string, target: string, scope: PrintScope): string {
  const [root = module] = module.split('.', 1)
  if (isFree(root, root, scope)) {
    add({ statement: 'import', module, local: root, target: root }, scope)
    return target
  }
  const local = freeName(module.replaceAll('.', '_'), module, scope)
  add({ statement: 'import', module, local, target: module }, scope)
  return local + target.slice(module.length)
}

/** Records `from module import name`, under another name where that is taken. Returns the name that it binds. */
export function addFrom(wanted: FromImport, scope: PrintScope): string {
  const { from, name } = wanted
  const target = joinTarget(wanted)
  const parent = from.split('.').at(-1) ?? ''
  const candidates = [wanted.local, name, [parent, name].filter((part) => part !== '').join('_')]
  const local = candidates.find((each) => isFree(each, target, scope)) ?? freeName(name, target, scope)
  add({ statement: 'from', from, name, local, target }, scope)
  return local
}

function freeName(wanted: string, target: string, scope: PrintScope): string {
  let name = wanted
  while (!isFree(name, target, scope)) name += '_'
  return name
}

function add(wanted: AddedImport, scope: PrintScope): void {
  const line = importLine(wanted)
  if (!scope.added.some((each) => importLine(each) === line)) scope.added.push(wanted)
}

/** The statement that makes one import. */
export function importLine(added: AddedImport): string {
  if (added.statement === 'import') {
    const { module, local, target } = added
    return target === module && local !== module ? `import ${module} as ${local}` : `import ${module}`
  }
  return `from ${added.from} import ${importedName(added)}`
}

/** What stands after `import` in a `from` statement. */
export function importedName({ name, local }: { readonly name: string; readonly local: string }): string {
  return name === local ? name : `${name} as ${local}`
}

/** `a.b.c` as `from a.b import c`; `..c` as `from .. import c`. */
export function splitTarget(target: string): FromImport {
  const dot = target.lastIndexOf('.')
  const name = target.slice(dot + 1)
  const from = /^\.*$/.test(target.slice(0, dot)) ? target.slice(0, dot + 1) : target.slice(0, dot)
  return { from, name, local: name }
}

/** The dotted name of what a `from` statement imports. */
export function joinTarget({ from, name }: { readonly from: string; readonly name: string }): string {
  return from.endsWith('.') ? from + name : `${from}.${name}`
}
