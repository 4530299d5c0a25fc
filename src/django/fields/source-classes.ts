import { orUndefined } from '../../core/errors'
import type { SourceFile } from '../../core/span'
import { canonicalTarget } from '../../python/canonical'
import { readClasses } from '../../python/read-classes'
import type { ModuleClasses, WrittenClass } from '../../python/read-classes'
import { fieldClass, type FieldClass } from './classes'
import { derivedClass, type Derivation } from './derived-class'

/** A module of the project: `isPackage` for an `__init__.py`. */
export interface ModuleFile {
  readonly file: SourceFile
  readonly isPackage: boolean
}

/**
 * Field classes that the project itself defines, read from their `class` statements: what they extend, and what they
 * override of it. Nothing is run. Gives undefined for classes that are not found, and where what they override may
 * change the column in a way that only Python could tell.
 *
 * @param find the file of a module by its dotted name; may throw Refusals, which count as its not being there
 * @param said what the configuration says of a class
 */
export function sourceClasses(
  find: (module: string) => ModuleFile | undefined,
  said: (className: string) => FieldClass | undefined,
): (className: string) => FieldClass | undefined {
  const modules = new Map<string, Module | undefined>()
  const known = new Map<string, FieldClass | undefined>()
  const moduleOf = (name: string): Module | undefined => {
    if (!modules.has(name))
      modules.set(
        name,
        orUndefined(() => readModule(name, find)),
      )
    return modules.get(name)
  }
  return (className) => {
    if (!known.has(className)) {
      known.set(className, undefined)
      const found = derivation(className, { moduleOf, said }, new Set())
      known.set(className, found && derivedClass(className, found))
    }
    return known.get(className)
  }
}

interface Module extends ModuleClasses {
  readonly name: string
  readonly isPackage: boolean
}

interface Sources {
  readonly moduleOf: (name: string) => Module | undefined
  readonly said: (className: string) => FieldClass | undefined
}

function readModule(name: string, find: (module: string) => ModuleFile | undefined): Module | undefined {
  const found = find(name)
  return found && { name, isPackage: found.isPackage, ...readClasses(found.file) }
}

/** How a class comes to be a field; undefined where a class on the way is not found. */
function derivation(target: string, sources: Sources, seen: ReadonlySet<string>): Derivation | undefined {
  const className = canonicalTarget(target)
  const facts = fieldClass(className)
  if (facts.kind !== 'unknown') return { root: { className, facts }, chain: [] }
  if (NO_FIELDS.has(className)) return { chain: [] }
  if (className === FIELD) return { root: { className }, chain: [] }
  const said = sources.said(className)
  if (said !== undefined) return { root: { className, facts: said }, chain: [] }
  const located = seen.has(className) ? undefined : locate(className, sources, new Set())
  if (located === undefined) return undefined
  const { written, module } = located
  const bases = written.bases.map((base) =>
    derivation(absolute(base, module), sources, new Set([...seen, className])),
  )
  return together(written, bases)
}

const FIELD = 'django.db.models.Field'
const NO_FIELDS: ReadonlySet<string> = new Set(['builtins.object', 'object'])

/** A class of several bases, of which one is a field and the others add methods. */
function together(written: WrittenClass, bases: readonly (Derivation | undefined)[]): Derivation | undefined {
  const found = bases.flatMap((each) => each ?? [])
  const roots = found.flatMap(({ root }) => root ?? [])
  if (found.length < bases.length || roots.length > 1) return undefined
  const [root] = roots
  return { ...(root && { root }), chain: [written, ...found.flatMap(({ chain }) => chain)] }
}

interface Located {
  readonly module: Module
  readonly written: WrittenClass
}

/** The `class` statement behind a dotted name, through the imports of the modules on the way. */
function locate(target: string, sources: Sources, seen: Set<string>): Located | undefined {
  const dot = target.lastIndexOf('.')
  const module = dot < 0 || seen.has(target) ? undefined : sources.moduleOf(target.slice(0, dot))
  seen.add(target)
  if (module === undefined) return undefined
  const name = target.slice(dot + 1)
  const written = module.classes.get(name)
  if (written !== undefined) return { module, written }
  const imported = module.imports.get(name)
  if (imported !== undefined) return locate(absolute(imported, module), sources, seen)
  for (const star of module.stars) {
    const found = locate(absolute(`${star}${star.endsWith('.') ? '' : '.'}${name}`, module), sources, seen)
    if (found !== undefined) return found
  }
  return undefined
}

/** One dot is the package of the module, each further one the package around it; a bare name is the module's own. */
function absolute(target: string, { name, isPackage, classes, stars }: Module): string {
  const dots = /^\.*/.exec(target)?.[0].length ?? 0
  if (dots === 0)
    return target.includes('.') || !(classes.has(target) || stars.length > 0) ? target : `${name}.${target}`
  const parts = name.split('.')
  const up = dots - (isPackage ? 1 : 0)
  return [...parts.slice(0, parts.length - up), target.slice(dots)].join('.')
}
