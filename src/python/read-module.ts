import { lazy } from '../core/lazy'
import type { Place, SourceFile } from '../core/span'
import { classShape } from './class-shape'
import { refuseIndentation } from './indentation'
import type { ImportBinding, Module, ModuleClass } from './nodes'
import { parse } from './parse'
import { basesOf, findMigrations, readMigration } from './read-migration'
import { readScope } from './scope'
import type { Scope } from './scope'
import type { Binding } from './scope'

/**
 * Reads a migration file: its imports and its `class Migration`, running nothing. A file without such a class has
 * no `migration`. Of several, the last counts, as in Python, and the others are among its overrides.
 *
 * Throws `not-python` where the text is no Python.
 */
export function readModule(file: SourceFile): Module {
  const scope = readModuleScope(file)
  const found = findMigrations(scope, file)
  const last = found.at(-1)
  if (last !== undefined) refuseIndentation(last.scope, file)
  const imports = lazy(() => importsOf(scope))
  const names = lazy(() => namesOf([scope, ...(last === undefined ? [] : [last.scope])]))
  const classes = lazy(() => classesOf(scope, file))
  // Of most files nobody asks for more than the migration.
  return {
    file,
    get imports() {
      return imports()
    },
    get starImports() {
      return scope.statements.flatMap((each) => (each.kind === 'import' ? (each.star ?? []) : []))
    },
    get importStatements() {
      return scope.statements.flatMap((each) => (each.kind === 'import' ? [each.place] : []))
    },
    get names() {
      return names()
    },
    get classes() {
      return classes()
    },
    migration: last && readMigration(last, found.slice(0, -1), file, scope),
  }
}

/** The scope of a whole file. Throws `not-python`. */
export function readModuleScope(file: SourceFile): Scope {
  const scope = readScope(parse(file).rootNode.walk(), file)
  bindGlobals(scope, file)
  refuseIndentation(scope, file, 0)
  return scope
}

/** `global name` in a function: the module's name may be bound again whenever the function runs. */
function bindGlobals(scope: Scope, file: SourceFile): void {
  if (!file.text.includes('global ')) return
  for (const match of file.text.matchAll(/^[ \t]+global\s+([^\r\n#;]+)/gm)) {
    const start = match.index
    const place: Place = { file, span: { start, end: start + match[0].length } }
    for (const name of (match[1] ?? '').split(',')) {
      const binding: Binding = { kind: 'other', place }
      scope.bindings.get(name.trim())?.push(binding)
    }
  }
}

/** The imports that hold: a name that anything else may bind is left out. */
function importsOf(scope: Scope): ImportBinding[] {
  return [...scope.bindings.values()].flatMap((bindings) => {
    const imports = bindings.flatMap((binding) => (binding.kind === 'import' ? [binding.imported] : []))
    const same = imports.every(({ target }) => target === imports[0]?.target)
    return same && imports.length === bindings.length ? imports : []
  })
}

/** Those that mean what they say: bound once, without a decorator, and not changed afterwards. */
function classesOf(scope: Scope, file: SourceFile): Map<string, ModuleClass> {
  const classes = new Map<string, ModuleClass>()
  for (const statement of scope.statements) {
    if (statement.kind !== 'class') continue
    const { name, node, place } = statement
    const isPlain = place.span.start === node.startIndex && scope.bindings.get(name)?.length === 1
    if (!isPlain || scope.touched.has(name)) continue
    const [base] = basesOf(node, file, scope)
    if (base === undefined) continue
    const shape = lazy(() => classShape(node))
    classes.set(name, {
      base,
      get shape() {
        return shape()
      },
    })
  }
  return classes
}

function namesOf(scopes: readonly Scope[]): Map<string, string | undefined> {
  const names = new Map<string, string | undefined>()
  for (const scope of scopes) {
    for (const [name, bindings] of scope.bindings) {
      const targets = new Set(
        bindings.map((each) => (each.kind === 'import' ? each.imported.target : undefined)),
      )
      if (names.has(name)) targets.add(names.get(name))
      names.set(name, targets.size === 1 ? [...targets][0] : undefined)
    }
  }
  return names
}
