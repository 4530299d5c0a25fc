import { posix } from 'node:path'
import { Refusal } from '../core/errors'
import { canonicalTarget, writerTarget } from './canonical'
import { isInside } from './names'
import {
  addDotted,
  addFrom,
  existingSpelling,
  isBound,
  isDirectlyIn,
  isFree,
  OFFERED_BY_DJANGO,
  joinTarget,
  splitTarget,
} from './import-names'
import type { FromImport } from './import-names'
import type { ImportBinding, Module, Reference } from './nodes'

/** An import that a file needs besides those it has; `target` is what the name `local` then means. */
export type AddedImport =
  | { readonly statement: 'import'; readonly module: string; readonly local: string; readonly target: string }
  | {
      readonly statement: 'from'
      readonly from: string
      readonly name: string
      readonly local: string
      readonly target: string
    }

/** A file that expressions are printed into: what its names mean, and the imports that it still needs. */
export interface PrintScope {
  /** Where it is, or will be: relative imports hold in one folder. */
  readonly path: string
  /** What the file holds already; undefined for a new one. */
  readonly module: Module | undefined
  readonly added: AddedImport[]
}

/** A scope for more text in a file that exists, or in one made from it in the same folder. */
export function scopeOfModule(module: Module): PrintScope {
  return { path: module.file.path, module, added: [] }
}

/** A scope for a file that is new. */
export function scopeOfNewFile(path: string): PrintScope {
  return { path, module: undefined, added: [] }
}

/**
 * How a reference is spelled in the scope's file; records the import that it takes, if any.
 * Throws `local-name` for a name that only its own file, or its own package, knows.
 */
export function spell(reference: Reference, scope: PrintScope): string {
  const { spelling, place } = reference
  if (spelling !== undefined && place.file.path === scope.module?.file.path) return spelling
  if (reference.origin === 'local' && reference.synthetic === true) return reference.target
  if (reference.origin === 'local' || reference.origin === 'unknown') throw localName(reference)
  if (reference.origin === 'builtin') return spellTarget(reference.target, scope)
  if (reference.target.startsWith('.') && !isSamePackage(reference, scope)) throw relativeName(reference)
  return spellImported(reference.target, reference.binding, scope)
}

/** How a dotted name is spelled in the scope's file: `django.db.migrations.RunSQL`, `builtins.dict`. */
export function spellTarget(target: string, scope: PrintScope): string {
  if (!target.startsWith('builtins.')) return spellImported(canonicalTarget(target), undefined, scope)
  const name = target.slice('builtins.'.length)
  const [root = ''] = name.split('.', 1)
  return isBound(root, scope) ? addDotted('builtins', target, scope) : name
}

/**
 * How a class that a package offers is spelled: through what the file imports already, from any of the modules that
 * offer it, or else with `from` the first.
 */
export function spellFrom(modules: readonly string[], name: string, scope: PrintScope): string {
  const [from = ''] = modules
  for (const module of modules) {
    const spelling = existingSpelling({ target: `${module}.${name}`, module }, scope)
    if (spelling !== undefined) return spelling
  }
  return addFrom({ from, name, local: name }, scope)
}

function isSamePackage({ place }: Reference, { path }: PrintScope): boolean {
  return folderOf(place.file.path) === folderOf(path)
}

function folderOf(path: string): string {
  return posix.dirname(posix.normalize(path.replaceAll('\\', '/')))
}

function localName(reference: Reference): Refusal {
  const { place, spelling = reference.target } = reference
  return new Refusal({
    code: 'local-name',
    reason: `\`${spelling}\` has a meaning only in ${place.file.path}, and another file would need it`,
    wayOut: 'import it from a module of its own, or write its value in its place',
    place,
  })
}

function relativeName(reference: Reference): Refusal {
  const { place, target } = reference
  return new Refusal({
    code: 'local-name',
    reason: `\`${target}\` is imported relative to ${place.file.path}, and another package would need it`,
    wayOut: 'import it by its full name',
    place,
  })
}

/** An import that exists, or the one that Django's MigrationWriter would write. */
function spellImported(target: string, binding: ImportBinding | undefined, scope: PrintScope): string {
  const module = moduleOf(target, binding)
  const spelling = existingSpelling({ target, module }, scope)
  if (spelling !== undefined) return spelling
  const written = writerTarget(target)
  if (written !== target) return addDotted(moduleOf(written, undefined), written, scope)
  const object = objectOf(target, binding)
  if (object === undefined) return addDotted(module, target, scope)
  const imported = joinTarget(object)
  const canBeDotted = OFFERED_BY_DJANGO.get(imported) === 'module'
  if (canBeDotted && !isFree(object.local, imported, scope)) return addDotted(imported, target, scope)
  return addFrom(object, scope) + target.slice(imported.length)
}

/** What a `from` statement has to import for a target; undefined where `import module` is what Django writes. */
function objectOf(target: string, binding: ImportBinding | undefined): FromImport | undefined {
  for (const offered of OFFERED_BY_DJANGO.keys()) {
    if (target === offered || isDirectlyIn(target, offered)) return splitTarget(offered)
  }
  if (binding?.statement !== 'from' || !isInside(target, binding.target)) return relativeObject(target)
  // The source reads an attribute of what it imports, which may be no module: so only `from` is sure.
  const isRelative = target.startsWith('.')
  return target === binding.target && !isRelative
    ? undefined
    : { ...splitTarget(binding.target), local: binding.local }
}

/** There is no `import ..models`. */
function relativeObject(target: string): FromImport | undefined {
  if (!target.startsWith('.')) return undefined
  const module = moduleOf(target, undefined)
  const name =
    target
      .slice(module.length)
      .split('.')
      .find((part) => part !== '') ?? ''
  return { from: module, name, local: name }
}

/**
 * The module that holds a target. What the reading file's own import says is sure; else names in lower case are
 * taken to be modules, up to the first that starts with a capital, and the last is never one.
 */
function moduleOf(target: string, binding: ImportBinding | undefined): string {
  if (binding?.module !== undefined && isInside(target, binding.module)) return binding.module
  if (binding?.statement === 'from' && target === binding.target) return splitTarget(target).from
  const [, dots = '', names = ''] = /^(\.*)(.*)$/.exec(target) ?? []
  const parts = names.split('.')
  const capital = parts.findIndex((part) => /^[_]*\p{Lu}/u.test(part))
  const count = capital === -1 ? Math.max(parts.length - 1, dots === '' ? 1 : 0) : capital
  return dots + parts.slice(0, count).join('.')
}
