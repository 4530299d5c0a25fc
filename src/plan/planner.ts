import { Refusal } from '../core/errors'
import type { Violation } from '../compat/violation'
import { buildGraph } from '../django/build-graph'
import {
  ancestors,
  appOf,
  assertSound,
  descendants,
  leaf,
  leaves,
  type MigrationGraph,
} from '../django/graph'
import type { Migration, MigrationKey } from '../django/migration'
import type { Operation } from '../django/operation'
import type { Project } from '../django/project'
import type { Schema } from '../django/schema'
import { emptySnapshot } from '../django/empty-snapshot'
import { historyBefore, replayKeys, type History } from '../django/snapshot-before'
import { readSql } from '../sql/read'
import { saysDbDefault } from './as-sql'
import { afterwards } from './afterwards'
import { describeViolation } from './describe'
import { isLeftAlone } from './findings/left-alone'
import { knowsDbDefault } from './django-version'
import { explained } from './explained'
import type { Deferred } from './deferred'
import { laterSteps } from './later'
import { lockNotes } from './locks'
import { stepsInTime } from './lock-timeout'
import { refuseHalfDone } from './half-done'
import { notAnalysed, refuseDependingOn, refuseUnreadable, refuseUntold } from './opaque'
import { refuseNamesThatComeBack } from './name-comes-back'
import { itemsInOrder } from './order'
import type { Note, Plan, Step } from './plan'
import { prove } from './proof'
import { carriedOver } from './renames/carried'
import { halvesFor, proveSeveral, severalFor } from './several/several'
import type { PlanOptions } from './site'
import { fillsRows, splitInBatches, splitItems, type SplitItems } from './split-items'
import type { Context } from './split-site'
import { unsplitSteps, type UnsplitStep } from './unsplit'
import { OperationWriter } from './write-operation'

/** What whoever plans several migrations knows of one of them already. */
export interface KnownSite {
  /** All that comes before it, replayed. */
  readonly history?: History
  /** The graph of the project, with the squashed migrations as they are for this one. */
  readonly graph?: MigrationGraph
  /** The migrations of its app that its database migration comes after: else the app's last one. */
  readonly leaves?: readonly MigrationKey[]
  /** All that runs between its two halves: else what comes after it, as far as the last one of its app. */
  readonly between?: readonly MigrationKey[]
  /** Nothing is written: what the database migration has to come after need not be told. */
  readonly isOnlyTold?: true
}

/**
 * What a migration becomes: pure, and proved before it is given back. A plan without splits says that the migration
 * is safe as it is written.
 *
 * Throws a Refusal, with the place, where the migration or its history cannot be read, where an unsafe operation has
 * no strategy, and where the proof fails.
 */
export function planMigration(
  project: Project,
  written: Migration,
  asked: PlanOptions,
  known: KnownSite = {},
): Plan {
  refuseUnreadable(written)
  const options = optionsFor(written, asked)
  const { graph, leaves, history } = placed(project, written, options, known)
  const { start, passed } = history
  const environment = { app: written.app, dialect: options.dialect, readSql }
  refuseUntold(written.operations)
  const steps = unsplitSteps(written.operations, start, environment, options, passed)
  const migration = asFollowed(written, steps)
  const about = { migration, options, environment, start, steps, graph, leaves, carried: NONE }
  const isIgnored = isLeftAlone(migration, steps)
  const unsafe = isIgnored ? [] : steps.filter((step) => step.isUnsafe)
  refuseUnsafe(unsafe, about, passed)
  const isAnalysed = notAnalysed(migration.operations).length === 0
  const base = { migration, after: leaves.at(-1) ?? migration.key, isAnalysed }
  if (isAnalysed && !isIgnored) refuseHalfDone(start, steps, options)
  if (unsafe.length === 0) {
    const notes = allNotes(about)
    if (!isIgnored) return { ...base, ...NOTHING, notes }
    return { ...base, ...NOTHING, notes: [...steps.flatMap(leftAlone), ...notes], isLeftAlone: true }
  }
  const context: Context = {
    ...about,
    carried: options.dialect === 'sqlite' ? NONE : carriedOver(steps, migration.app),
    ...severalFor(project, migration, options, passed),
    ...(known.between && { between: new Set(known.between) }),
    ...(known.isOnlyTold && { isOnlyTold: true }),
  }
  const notes = allNotes(context)
  const split = splitPlan(context, notes)
  if (split.later.length > 0) return { ...base, ...split }
  const isRenaming = unsafe.some(
    ({ operation: { kind } }) => kind === 'RenameModel' || kind === 'AlterModelTable',
  )
  if (!isRenaming) throw doneMeanwhile(unsafe[0]?.operation)
  return { ...base, ...keptInOneTransaction(context, notes) }
}

/** Without SQL that cannot be followed. */
function asFollowed(migration: Migration, steps: readonly UnsplitStep[]): Migration {
  const operations = steps.map(({ operation }) => operation)
  return operations.every((each, index) => each === migration.operations[index])
    ? migration
    : { ...migration, operations }
}

/** There is nothing left to put off once the migrations behind it have run: their change would come too early. */
function doneMeanwhile(operation: Operation | undefined): Refusal {
  return new Refusal({
    code: 'name-comes-back',
    reason: 'a later migration does to the database what this one would put off',
    wayOut: 'split that one too, by naming both files in one run, or leave this one as it is',
    place: operation?.place,
  })
}

function leftAlone({ operation, errors, isUnsafe }: UnsplitStep): readonly Note[] {
  const what = errors.slice(0, 1).map((each) => `: ${describeViolation(each)}`)
  return isUnsafe
    ? [{ text: `left as it is, as a comment says${what.join('')}`, place: operation.place }]
    : []
}

interface Placed {
  readonly graph: MigrationGraph
  /** The migrations of its app that its database migration comes after. */
  readonly leaves: readonly MigrationKey[]
  readonly history: History
}

function placed(project: Project, migration: Migration, { dialect }: PlanOptions, known: KnownSite): Placed {
  const graph = known.graph ?? buildGraph(project, [migration.key])
  // Whoever knows the history has asked: in the midst of many, `run_before` may name what has not been planned yet.
  if (known.history === undefined) assertSound(graph, migration.key)
  const leaves = known.leaves ?? [leaf(graph, migration.app) ?? migration.key]
  const history = known.history ?? historyBefore(project, migration, dialect, readSql)
  return { graph, leaves, history }
}

/** What nobody can split. */
function refuseUnsafe(
  unsafe: readonly UnsplitStep[],
  { steps, migration }: Context,
  passed: History['passed'],
): void {
  for (const { operation } of unsafe) refuseDependingOn(passed, operation)
  if (unsafe.length > 0) refuseNamesThatComeBack(steps, migration.app)
}

/** Rules that are only carried over are not touched, so that there is nothing to say of them. */
function allNotes({ steps, migration, carried }: Context): readonly Note[] {
  const written = steps.filter(({ operation }) => !carried.has(operation))
  return [...notesOf(written, migration.app), ...notAnalysed(migration.operations)]
}

/**
 * In the end everything has the name that it had: a model that is renamed and keeps its table by `db_table`. In one
 * transaction nobody sees anything of it. Throws `renamed` where the database knows no transactions of DDL.
 */
function keptInOneTransaction({ options, migration, steps }: Context, notes: readonly Note[]): SplitPlan {
  const place = steps.find(({ isUnsafe }) => isUnsafe)?.operation.place
  const isAtomic = options.dialect === 'postgresql' && !migration.module.names.has('atomic')
  const text =
    'all has its old name in the database again at the end: old code waits for that, and sees nothing of it'
  if (isAtomic) return { ...NOTHING, notes: [...notes, { text, ...(place && { place }) }] }
  throw new Refusal({
    code: 'renamed',
    reason:
      'all has its old name in the database again at the end, but old code would meet the new one in between',
    wayOut: 'pin the old db_table in a migration of its own, and rename the model in the next',
    place,
  })
}

/** SQLite takes no default of the database but through Django. */
export function optionsFor(migration: Migration, asked: PlanOptions): PlanOptions {
  const djangoKnowsDbDefault = knowsDbDefault(migration) ?? asked.djangoKnowsDbDefault !== false
  const isNull = !djangoKnowsDbDefault && asked.dialect === 'sqlite'
  return { ...asked, djangoKnowsDbDefault, ...(isNull ? { fill: 'null' } : {}) }
}

const NONE: ReadonlySet<Operation> = new Set()

const NOTHING = {
  splits: [],
  operations: [],
  stateAtomic: true,
  later: [],
  alsoAfter: [],
  runBefore: [],
  laterAtomic: true,
  changes: [],
} as const

function splitPlan(context: Context, notes: readonly Note[]): SplitPlan {
  const { migration, options, steps } = context
  const orders = itemsInOrder(steps, migration.app, options.dialect)
  const tried = (): SplitPlan =>
    firstProved(orders, (items) => {
      const split = splitItems(context, items)
      const batched = split.splits.some(fillsRows) ? splitInBatches(context, items) : undefined
      return provedPlan(context, batched ?? split, notes)
    })
  return explained(context, () => advised(migration.operations, tried))
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

/** What is put off for a field is worked out from one operation: a second one on the same field may not fit it. */
function advised<T>(operations: readonly Operation[], run: () => T): T {
  try {
    return run()
  } catch (error) {
    const twice = changedTwice(operations)
    const isProof = error instanceof Refusal && ['proof-failed', 'table-rebuild'].includes(error.code)
    if (!isProof || twice === undefined) throw error
    const { code, reason, place } = error
    const wayOut = `write one operation for both changes of ${twice}, or put them in migrations of their own`
    throw new Refusal({ code, reason, wayOut, place })
  }
}

function changedTwice(operations: readonly Operation[]): string | undefined {
  const names = operations.flatMap((operation) =>
    operation.kind === 'AddField' || operation.kind === 'AlterField'
      ? [`${operation.model}.${operation.field.name}`]
      : [],
  )
  return names.find((name, index) => names.indexOf(name) < index)
}

type SplitPlan = Omit<Plan, 'migration' | 'after' | 'isAnalysed'>

function provedPlan(context: Context, planned: SplitItems, notes: readonly Note[]): SplitPlan {
  const { migration, options, graph, start, environment } = context
  const { steps, several } = context
  const deferred = planned.parts.flatMap((part) => part.deferred)
  const place = planned.splits[0]?.original.place ?? { file: migration.file, span: { start: 0, end: 0 } }
  const unsplitEnd = steps.at(-1)?.after ?? start
  const { before, rest, runBefore } = afterwards(context, unsplitEnd, planned.end)
  const ending = before(planned.end)
  const write = new OperationWriter({ migration, before: ending }, place)
  const wanted = before(unsplitEnd)
  const about = { before: ending, wanted: wanted.schema, blue: start.state, renames: planned.renames }
  const { steps: untimed, atomic } = laterSteps(deferred, { ...about, options, environment, write, place })
  const timed = stepsInTime(
    untimed,
    options,
    atomic,
    deferred[0]?.model ?? planned.renames?.model ?? '',
    write,
  )
  refuseDbDefault([...planned.splits.flatMap((each) => each.database), ...timed], options)
  const { split, later } = halvesFor(several, { split: planned, later: timed })
  prove({
    ...{ environment, options, start, place, later },
    unsplit: { overlap: unsplitEnd, end: rest(wanted) },
    operations: split.operations,
    original: migration.operations,
    before,
    rest,
  })
  proveSeveral(several, { split, later }, place)
  return {
    ...(several && { onVendor: several.on }),
    splits: split.splits,
    operations: split.operations,
    stateAtomic: split.atomic,
    later,
    alsoAfter: [...context.leaves.slice(0, -1), ...alsoAfter(graph, context, deferred)],
    runBefore,
    laterAtomic: atomic,
    changes: split.parts.flatMap((part) => part.changes),
    notes: [...notes, ...split.parts.flatMap((part) => part.notes), ...fillNotes(split, options)],
  }
}

/** What cannot be written for a Django that does not know `db_default`. Throws `no-strategy`. */
export function refuseDbDefault(steps: readonly Step[], { djangoKnowsDbDefault }: PlanOptions): void {
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

/** A new foreign key is left as it is written, and said; so is what keeps others waiting. */
function notesOf(steps: readonly UnsplitStep[], app: string): readonly Note[] {
  return steps.flatMap((step) => [
    ...step.notes
      .filter((note) => isWorthSaying(note, step))
      .map((note) => ({ text: describeViolation(note), place: step.operation.place })),
    ...(step.isUnsafe ? [] : lockNotes(step, app)),
  ])
}

/** What is renamed only looks new. */
function isWorthSaying({ rule }: Violation, { operation, isUnsafe }: UnsplitStep): boolean {
  return rule === 'new-key' && !(isUnsafe && /^Rename|^AlterModelTable$/.test(operation.kind))
}

/** Tables that still point at what is dropped where only the ancestors have run: what removes them must come first. */
export function alsoAfter(
  graph: MigrationGraph,
  context: Context,
  deferred: readonly Deferred[],
): readonly MigrationKey[] {
  const tables = new Set(deferred.flatMap(({ what }) => (what.kind === 'tables' ? what.tables : [])))
  if (tables.size === 0 || context.isOnlyTold === true) return []
  const { migration, options, start } = context
  const keys = ancestors(graph, migration.key).filter((key) => key !== migration.key)
  const empty = emptySnapshot(start.state.settings, options.dialect)
  const bare = replayKeys(graph, keys, empty, { dialect: options.dialect, readSql })
  const apps = new Set(appsPointingAt(bare.schema, tables).filter((app) => app !== migration.app))
  const own = new Set(descendants(graph, migration.key))
  return [...apps].flatMap((app) => leaves(graph, app)).filter((key) => !own.has(key))
}

function appsPointingAt(schema: Schema, tables: ReadonlySet<string>): readonly string[] {
  return [...schema.tables.values()]
    .filter((table) => table.model !== undefined && table.foreignKeys.some((key) => tables.has(key.toTable)))
    .flatMap((table) => (table.model === undefined ? [] : [appOf(table.model)]))
}
