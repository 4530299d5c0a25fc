import { Refusal } from '../core/errors'
import { lazy } from '../core/lazy'
import { textOf, type Place, type SourceFile } from '../core/span'
import { stringValue, truthy } from '../python/arguments'
import type { Expression, MigrationClass, Module } from '../python/nodes'
import { readModule } from '../python/read-module'
import { tuplesAndCallsIn } from '../python/within'
import { argument as argumentOf } from './fields/call'
import { readSwapped } from './fields/read-relation'
import { appOf } from './graph'
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
  const untold = lazy(() => untoldDependencies(definition(), settings))
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
    get untoldDependencies() {
      return untold()
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
  const read = definition.operations.flatMap((operation) => withPart(readOperation(operation, context)))
  const { opaqueOperations } = definition
  if (opaqueOperations === undefined) return read
  const { place, what } = opaqueOperations
  return [...read, { kind: 'Opaque', place, source: opaqueOperations, what }]
}

/** Nobody splits what cannot be read, but what comes later goes on from what there is in any case. */
function withPart(operation: Operation): readonly Operation[] {
  return operation.kind === 'Opaque' && operation.part !== undefined
    ? [operation.part, operation]
    : [operation]
}

/** Those of a plain list; of anything else, such as `[…] + settings.MORE` or `more()`, all that stand in it as they are. */
function readDependencies(definition: MigrationClass, settings: ProjectSettings): readonly Dependency[] {
  const value = attribute(definition, 'dependencies')
  const isPlain = value !== undefined && 'items' in value
  const items = isPlain ? value.items : partsOf(definition)
  return items.flatMap((item) => {
    const read = readDependency(item, settings)
    return read === undefined ? [] : [isPlain ? read : { ...read, isPart: true }]
  })
}

function readDependency(item: Expression, settings: ProjectSettings): Dependency | undefined {
  return readPair(item) ?? readSwappable(item, settings)
}

function partsOf(definition: MigrationClass): readonly Expression[] {
  const places = computedDependencies(definition)
  const [first] = places
  return first === undefined ? [] : tuplesAndCallsIn(first.file, places)
}

/** Where the value stands, and all in the class that may change it. */
function computedDependencies({ attributes, overrides }: MigrationClass): readonly Place[] {
  const values = attributes.filter(({ name }) => name === 'dependencies').map(({ valuePlace }) => valuePlace)
  const changes = overrides
    .map(({ place }) => place)
    .filter((place) => /\bdependencies\b/.test(textOf(place)))
  return [...values, ...changes]
}

/** What is no pair of names, and no swappable dependency whose setting is known. */
function untoldDependencies(definition: MigrationClass, settings: ProjectSettings): readonly Place[] {
  const value = attribute(definition, 'dependencies')
  if (value === undefined || !('items' in value)) return computedDependencies(definition).slice(0, 1)
  return value.items.filter((item) => readDependency(item, settings) === undefined).map(({ place }) => place)
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

/**
 * `migrations.swappable_dependency(settings.X)` is `(app of X, "__first__")` (django/db/migrations/migration.py), and
 * so is `swapper.dependency("app", "X")`, which may name a migration as well.
 */
function readSwappable(expression: Expression, settings: ProjectSettings): Dependency | undefined {
  if (expression.kind !== 'call' || expression.callee.kind !== 'reference') return undefined
  const swapped = readSwapped(expression, 'dependency', settings)
  if (swapped !== undefined) {
    const version = stringValue(argumentOf(expression, 'version', ['app_label', 'model', 'version']))
    return { app: appOf(swapped), on: version ?? '__first__', place: expression.place }
  }
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
    namedIn(definition, each)
      .map(readPair)
      .filter((pair) => pair?.app === app && pair.on === name)
      .flatMap((pair) =>
        pair === undefined ? [] : [{ from: migration, attribute: each, place: pair.place }],
      ),
  )
}

function namedIn(definition: MigrationClass, name: Mention['attribute']): readonly Expression[] {
  const value = attribute(definition, name)
  const isComputed = name === 'dependencies' && !(value !== undefined && 'items' in value)
  return isComputed ? partsOf(definition) : itemsOf(value)
}
