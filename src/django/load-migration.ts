import { Refusal } from '../core/errors'
import { lazy } from '../core/lazy'
import type { Place, SourceFile } from '../core/span'
import { truthy } from '../python/arguments'
import type { Expression, MigrationClass, Module } from '../python/nodes'
import { readModule } from '../python/read-module'
import type { Dependency, Migration, MigrationKey } from './migration'
import type { Operation } from './operation'
import { onVendorClasses } from './on-vendor'
import type { ReadContext } from './operations/reader'
import { readOperation } from './read-operation'
import type { ProjectSettings } from './state'

export interface MigrationSource {
  readonly app: string
  readonly name: string
  readonly settings: ProjectSettings
  readonly read: () => SourceFile
}

/**
 * A migration whose file is read when something of it is first asked for, and whose operations are read when they
 * are. Any of its properties but the names may throw `unreadable`, `not-utf8`, `not-python` and `not-a-migration`.
 */
export function loadMigration(source: MigrationSource): Migration {
  const { app, name, settings } = source
  const file = lazy(source.read)
  const module = lazy(() => readModule(file()))
  const definition = lazy(() => requireMigration(module()))
  const dependencies = lazy(() => readDependencies(definition(), settings))
  const runBefore = lazy(() => keysOf(attribute(definition(), 'run_before')))
  const replaces = lazy(() => keysOf(attribute(definition(), 'replaces')))
  const operations = lazy(() =>
    readOperations(definition(), { app, settings, onVendor: onVendorClasses(module()) }),
  )
  return {
    key: `${app}.${name}`,
    app,
    name,
    get file() {
      return file()
    },
    get module() {
      return module()
    },
    get dependencies() {
      return dependencies()
    },
    get runBefore() {
      return runBefore()
    },
    get replaces() {
      return replaces()
    },
    get initial() {
      return isInitial(definition(), app, dependencies())
    },
    get atomic() {
      return isTruthy(attribute(definition(), 'atomic'), true)
    },
    get operations() {
      return operations()
    },
  }
}

function requireMigration(module: Module): MigrationClass {
  if (module.migration !== undefined) return module.migration
  throw new Refusal({
    code: 'not-a-migration',
    reason: 'the file has no class Migration',
    wayOut: 'give a migration file, or start the name of a helper module with "_" as Django asks',
    path: module.file.path,
  })
}

/** The value of a class attribute; the last one where it is set twice. */
function attribute(definition: MigrationClass, name: string): Expression | undefined {
  return definition.attributes.findLast((each) => each.name === name)?.value
}

function isTruthy(expression: Expression | undefined, otherwise: boolean): boolean {
  return expression === undefined ? otherwise : (truthy(expression) ?? otherwise)
}

/** `initial`, or as Django infers it (django/db/migrations/executor.py, `detect_soft_applied`). */
function isInitial(definition: MigrationClass, app: string, dependencies: readonly Dependency[]): boolean {
  const inferred = dependencies.every((dependency) => dependency.app !== app)
  return isTruthy(attribute(definition, 'initial'), inferred)
}

function readOperations(definition: MigrationClass, context: ReadContext): readonly Operation[] {
  const read = definition.operations.map((operation) => readOperation(operation, context))
  const { opaqueOperations } = definition
  if (opaqueOperations === undefined) return read
  const { place, what } = opaqueOperations
  return [...read, { kind: 'Opaque', place, source: opaqueOperations, what }]
}

function readDependencies(definition: MigrationClass, settings: ProjectSettings): readonly Dependency[] {
  return itemsOf(attribute(definition, 'dependencies')).flatMap(
    (item) => readPair(item) ?? readSwappable(item, settings) ?? [],
  )
}

function itemsOf(expression: Expression | undefined): readonly Expression[] {
  return expression?.kind === 'list' || expression?.kind === 'tuple' || expression?.kind === 'set'
    ? expression.items
    : []
}

/** `("app", "name")`, with the place of the name. */
function readPair(expression: Expression): Dependency | undefined {
  const [app, on, ...rest] = itemsOf(expression)
  if (app?.kind !== 'string' || on?.kind !== 'string' || rest.length > 0) return undefined
  return { app: app.value, on: on.value, place: on.place }
}

/** `migrations.swappable_dependency(settings.X)` is `(app of X, "__first__")` (django/db/migrations/migration.py). */
function readSwappable(expression: Expression, settings: ProjectSettings): Dependency | undefined {
  if (expression.kind !== 'call' || expression.callee.kind !== 'reference') return undefined
  if (!expression.callee.target.endsWith('.swappable_dependency')) return undefined
  const [argument] = expression.args
  const app = argument === undefined ? undefined : appOfSetting(argument.value, settings)
  return app === undefined ? undefined : { app, on: '__first__', place: expression.place }
}

function appOfSetting(expression: Expression, settings: ProjectSettings): string | undefined {
  if (expression.kind === 'string') return expression.value.split('.')[0]
  if (expression.kind !== 'reference') return undefined
  const name = expression.target.split('.').at(-1) ?? ''
  const key = name === 'AUTH_USER_MODEL' ? settings.userModel : settings.swappable.get(name)
  return key?.split('.')[0]
}

function keysOf(expression: Expression | undefined): readonly MigrationKey[] {
  return itemsOf(expression).flatMap((item) => {
    const pair = readPair(item)
    return pair === undefined ? [] : [`${pair.app}.${pair.on}` as const]
  })
}

/** A place where a migration is named in the file of another, and what to call it there. */
export interface Mention {
  readonly from: Migration
  readonly attribute: 'dependencies' | 'run_before' | 'replaces'
  /** The string with its quotes. */
  readonly place: Place
}

/** Where a migration names another by its own name: in `dependencies`, `run_before` and `replaces`. */
export function mentionsIn(migration: Migration, app: string, name: string): readonly Mention[] {
  const definition = migration.module.migration
  if (definition === undefined) return []
  const attributes = ['dependencies', 'run_before', 'replaces'] as const
  return attributes.flatMap((each) =>
    itemsOf(attribute(definition, each))
      .map(readPair)
      .filter((pair) => pair?.app === app && pair.on === name)
      .flatMap((pair) =>
        pair === undefined ? [] : [{ from: migration, attribute: each, place: pair.place }],
      ),
  )
}
