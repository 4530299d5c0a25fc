import { Refusal } from '../core/errors'
import type { Violation } from '../compat/violation'
import { buildGraph } from '../django/build-graph'
import { ancestors, appOf, descendants, leaf, type MigrationGraph } from '../django/graph'
import type { Migration, MigrationKey } from '../django/migration'
import type { Operation, OperationKind } from '../django/operation'
import type { Project } from '../django/project'
import { applyOperation, type NotAnalysed, type ReplayEnvironment } from '../django/replay'
import type { Schema } from '../django/schema'
import type { Snapshot } from '../django/snapshot'
import { emptySnapshot } from '../django/empty-snapshot'
import { replayKeys, snapshotBefore } from '../django/snapshot-before'
import { readSql } from '../sql/read'
import { asSql, saysDbDefault } from './as-sql'
import { afterwards } from './afterwards'
import { describeViolation } from './describe'
import { knowsDbDefault } from './django-version'
import type { Deferred } from './deferred'
import { laterSteps } from './later'
import { refuseHalfDone } from './half-done'
import { notAnalysed, refuseDependingOn, refuseUnreadable, refuseUntold } from './opaque'
import { refuseNamesThatComeBack } from './name-comes-back'
import { itemsInOrder, type Item } from './order'
import type { Note, Plan, SplitOperation, Step } from './plan'
import { prove } from './proof'
import { separated } from './separated'
import type { Part, PlanOptions, Site } from './site'
import { splitOperation } from './strategies'
import { unsplitSteps, type UnsplitStep } from './unsplit'
import { OperationWriter } from './write-operation'

/**
 * What a migration becomes: pure, and proved before it is given back. A plan without splits says that the migration
 * is safe as it is written.
 *
 * Throws a Refusal, with the place, where the migration or its history cannot be read, where an unsafe operation has
 * no strategy, and where the proof fails.
 */
export function planMigration(project: Project, migration: Migration, asked: PlanOptions): Plan {
  refuseUnreadable(migration)
  const options = optionsFor(migration, asked)
  const passed: NotAnalysed[] = []
  const start = snapshotBefore(project, migration, options.dialect, readSql, (each) => passed.push(each))
  const environment = { app: migration.app, dialect: options.dialect, readSql }
  refuseUntold(migration.operations)
  const untold = notAnalysed(migration.operations)
  const steps = unsplitSteps(migration.operations, start, environment, options)
  const unsafe = steps.filter((step) => step.isUnsafe)
  for (const { operation } of unsafe) refuseDependingOn(passed, operation)
  if (unsafe.length > 0) refuseNamesThatComeBack(steps)
  const graph = buildGraph(project, [migration.key])
  const after = leaf(graph, migration.app) ?? migration.key
  const context: Context = { migration, options, environment, start, steps, graph, leaf: after }
  const isAnalysed = untold.length === 0
  const base = { migration, after, isAnalysed, notes: [...notesOf(steps), ...untold] }
  if (unsafe.length === 0) {
    if (isAnalysed) refuseHalfDone(start, steps, options)
    return { ...base, ...NOTHING }
  }
  return { ...base, ...splitPlan(context, base.notes) }
}

/** SQLite takes no default of the database but through Django. */
function optionsFor(migration: Migration, asked: PlanOptions): PlanOptions {
  const djangoKnowsDbDefault = knowsDbDefault(migration) ?? asked.djangoKnowsDbDefault !== false
  const isNull = !djangoKnowsDbDefault && asked.dialect === 'sqlite'
  return { ...asked, djangoKnowsDbDefault, ...(isNull ? { fill: 'null' } : {}) }
}

const NOTHING = {
  splits: [],
  stateAtomic: true,
  later: [],
  alsoAfter: [],
  runBefore: [],
  laterAtomic: true,
  changes: [],
} as const

interface Context {
  readonly migration: Migration
  readonly options: PlanOptions
  readonly environment: ReplayEnvironment
  readonly start: Snapshot
  readonly steps: readonly UnsplitStep[]
  /** The app's last migration: the database migration comes after it. */
  readonly leaf: MigrationKey
  readonly graph: MigrationGraph
  /** The state migration's SQL can be run again after it failed half way. */
  readonly rerunnable?: boolean
}

function splitPlan(context: Context, notes: readonly Note[]): SplitPlan {
  const { migration, options, steps } = context
  const orders = itemsInOrder(steps, migration.app, options.dialect)
  return firstProved(orders, (items) => {
    const split = splitInBatches(context, items) ?? splitItems(context, items)
    return provedPlan(context, split, notes)
  })
}

/** The first that is proved; what is wrong with the last where none is. */
function firstProved<T>(candidates: readonly T[], plan: (candidate: T) => SplitPlan): SplitPlan {
  for (const candidate of candidates.slice(0, -1)) {
    try {
      return plan(candidate)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
    }
  }
  const last = candidates.at(-1)
  if (last === undefined) throw new TypeError('there is no order to be tried')
  return plan(last)
}

type SplitPlan = Omit<Plan, 'migration' | 'after' | 'isAnalysed'>

function provedPlan(context: Context, split: SplitItems, notes: readonly Note[]): SplitPlan {
  const { migration, options, graph, start, environment } = context
  const { steps } = context
  const deferred = split.parts.flatMap((part) => part.deferred)
  const place = split.splits[0]?.original.place ?? { file: migration.file, span: { start: 0, end: 0 } }
  const unsplitEnd = steps.at(-1)?.after ?? start
  const { before, rest, runBefore } = afterwards(context, unsplitEnd, split.end)
  const ending = before(split.end)
  const write = new OperationWriter({ migration, before: ending }, place)
  const wanted = before(unsplitEnd)
  const about = { before: ending, wanted: wanted.schema, blue: start.state }
  const { steps: later, atomic } = laterSteps(deferred, { ...about, options, environment, write, place })
  refuseDbDefault([...split.splits.flatMap((each) => each.database), ...later], options)
  prove({
    ...{ environment, options, start, place, later },
    unsplit: { overlap: unsplitEnd, end: rest(wanted) },
    operations: split.operations,
    original: migration.operations,
    before,
    rest,
  })
  return {
    splits: split.splits,
    stateAtomic: split.atomic,
    later,
    alsoAfter: alsoAfter(graph, context, deferred),
    runBefore,
    laterAtomic: atomic,
    changes: split.parts.flatMap((part) => part.changes),
    notes: [...notes, ...split.parts.flatMap((part) => part.notes), ...fillNotes(split, options)],
  }
}

/** What cannot be written for a Django that does not know `db_default`. Throws `no-strategy`. */
function refuseDbDefault(steps: readonly Step[], { djangoKnowsDbDefault }: PlanOptions): void {
  const step = djangoKnowsDbDefault === false ? steps.find(saysDbDefault) : undefined
  if (step === undefined) return
  throw new Refusal({
    code: 'no-strategy',
    reason: 'this takes a default of the database that only Django 5.0 and later can write',
    wayOut: 'make the field null=True for a release, or update Django first',
    place: step.operation.place,
  })
}

/** Rows are best filled in batches, but a migration that does other things as well is one transaction. */
function fillNotes({ splits, atomic }: SplitItems, { dialect }: PlanOptions): readonly Note[] {
  if (!atomic || dialect === 'sqlite') return []
  return splits.filter(fillsRows).map(({ original }) => ({
    text: 'rows are filled in the one transaction of this migration: with a migration of its own they are filled in batches',
    place: original.place,
  }))
}

function fillsRows({ fills }: SplitOperation): boolean {
  return fills.length > 0
}

interface SplitItems {
  readonly splits: readonly SplitOperation[]
  readonly parts: readonly Part[]
  /** The operations of the state migration, as the proof replays them. */
  readonly operations: readonly Operation[]
  readonly end: Snapshot
  /** Whether the state migration is one transaction. */
  readonly atomic: boolean
}

/**
 * Where rows are filled and nothing but that is done, each batch is a transaction of its own, and all of it is SQL
 * that can be run again after it failed half way. Undefined where the migration has to stay one transaction.
 */
function splitInBatches(context: Context, items: readonly Item[]): SplitItems | undefined {
  const { options, migration, steps } = context
  const isOurs = steps.every(({ operation, isUnsafe, before, after }) =>
    isUnsafe ? BATCHED.has(operation.kind) : before.schema === after.schema && !isRun(operation),
  )
  if (options.dialect === 'sqlite' || !isOurs || migration.module.names.has('atomic')) return undefined
  const split = splitItems({ ...context, rerunnable: true }, items)
  const isSql = split.splits.every(({ database }) => database.every(({ operation }) => isRun(operation)))
  return isSql && split.splits.some(fillsRows) ? { ...split, atomic: false } : undefined
}

const BATCHED: ReadonlySet<OperationKind> = new Set<OperationKind>([
  ...(['AddField', 'AlterField', 'AddConstraint', 'AlterUniqueTogether'] as const),
])

function isRun({ kind }: Operation): boolean {
  return kind === 'RunSQL' || kind === 'RunPython' || kind === 'SeparateDatabaseAndState' || kind === 'Opaque'
}

function splitItems(context: Context, items: readonly Item[]): SplitItems {
  const splits: SplitOperation[] = []
  const parts: Part[] = []
  const operations: Operation[] = []
  let current = context.start
  for (const item of items) {
    let fills: readonly Operation[] = []
    if (item.kind === 'keep') operations.push(item.operation)
    else {
      const group = splitGroup(context, item, current)
      splits.push(...group.splits)
      parts.push(...group.parts)
      fills = group.splits.flatMap((split) => split.fills.map((step) => step.operation))
      operations.push(separated(group.splits))
    }
    current = applyKept(operations.at(-1), current, context)
    operations.push(...fills)
  }
  return { splits, parts, operations, end: current, atomic: true }
}

/** What is put off still has its name: an operation that wants the name cannot run before the database migration. */
function applyKept(operation: Operation | undefined, current: Snapshot, { environment }: Context): Snapshot {
  if (operation === undefined) return current
  try {
    return applyOperation(operation, current, environment)
  } catch (error) {
    if (!(error instanceof Refusal) || error.code !== 'not-applicable') throw error
    throw new Refusal({
      code: 'name-comes-back',
      reason: `${operation.kind} needs what is only dropped in the later release: ${error.reason}`,
      wayOut:
        'move it to a migration of its own for a release after that, or give the new field a db_column of its own',
      place: operation.place,
    })
  }
}

interface Group {
  readonly splits: readonly SplitOperation[]
  readonly parts: readonly Part[]
}

/** Operations that are split together: their database halves run one after the other in one private state. */
function splitGroup(context: Context, item: Extract<Item, { kind: 'split' }>, start: Snapshot): Group {
  const splits: SplitOperation[] = []
  const parts: Part[] = []
  let before = start
  for (const operation of item.operations) {
    const site = siteAt(context, operation, before)
    const isUnsafe = context.steps.some((step) => step.operation === operation && step.isUnsafe)
    const part = isUnsafe ? splitOperation(operation, site) : keptWhole(operation)
    const own = operation === item.anchor ? {} : { after: item.anchor }
    splits.push({
      original: operation,
      database: stepsOf(part, operation, site, context),
      fills: part.fills ?? [],
      comment: [],
      ...own,
    })
    parts.push(part)
    before = applyOperation(separated(splits), start, context.environment)
  }
  return { splits, parts }
}

/** An operation that is safe, among others that are split: it does to the database what it says. */
function keptWhole(operation: Operation): Part {
  return { database: [{ operation, comment: [] }], deferred: [], changes: [], notes: [] }
}

/** SQL where Django's own operations would not do: they cannot be run again, and old ones know no `db_default`. */
function stepsOf(
  { database }: Part,
  operation: Operation,
  site: Site,
  { rerunnable, options }: Context,
): readonly Step[] {
  const isWanted = (step: Step): boolean =>
    (rerunnable === true && !isRun(step.operation)) ||
    (options.djangoKnowsDbDefault === false && saysDbDefault(step))
  if (!database.some(isWanted)) return database
  const write = new OperationWriter(site, operation.place)
  return asSql(database, site, write, { isWanted, rerunnable: rerunnable === true }) ?? database
}

function siteAt(context: Context, operation: Operation, before: Snapshot): Site {
  const { migration, options, environment, steps, start } = context
  const index = steps.findIndex((step) => step.operation === operation)
  const later = steps.slice(index + 1).map((step) => step.operation)
  return {
    options,
    migration,
    start,
    before,
    environment,
    why: whyOf(context, operation),
    deletesLater: (model) => later.some((each) => each.kind === 'DeleteModel' && sameName(each.model, model)),
  }
}

function sameName(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase()
}

function whyOf({ steps }: Context, operation: Operation): string {
  const step = steps.find((each) => each.operation === operation)
  return (step?.errors ?? [])
    .slice(0, 1)
    .map((each) => describeViolation(each))
    .join('')
}

/** A new foreign key is left as it is written, and said. */
function notesOf(steps: readonly UnsplitStep[]): readonly Note[] {
  return steps.flatMap(({ operation, notes }) =>
    notes.filter(isWorthSaying).map((note) => ({ text: describeViolation(note), place: operation.place })),
  )
}

function isWorthSaying({ rule }: Violation): boolean {
  return rule === 'new-key'
}

/** Tables that still point at what is dropped where only the ancestors have run: what removes them must come first. */
function alsoAfter(
  graph: MigrationGraph,
  context: Context,
  deferred: readonly Deferred[],
): readonly MigrationKey[] {
  const tables = new Set(deferred.flatMap(({ what }) => (what.kind === 'tables' ? what.tables : [])))
  if (tables.size === 0) return []
  const { migration, options, start } = context
  const keys = ancestors(graph, migration.key).filter((key) => key !== migration.key)
  const empty = emptySnapshot(start.state.settings, options.dialect)
  const bare = replayKeys(graph, keys, empty, { dialect: options.dialect, readSql })
  const apps = new Set(appsPointingAt(bare.schema, tables).filter((app) => app !== migration.app))
  const own = new Set(descendants(graph, migration.key))
  return [...apps].flatMap((app) => leaf(graph, app) ?? []).filter((key) => !own.has(key))
}

function appsPointingAt(schema: Schema, tables: ReadonlySet<string>): readonly string[] {
  return [...schema.tables.values()]
    .filter((table) => table.model !== undefined && table.foreignKeys.some((key) => tables.has(key.toTable)))
    .flatMap((table) => (table.model === undefined ? [] : [appOf(table.model)]))
}
