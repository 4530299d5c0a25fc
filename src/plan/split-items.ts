import { Refusal } from '../core/errors'
import type { Migration, MigrationKey } from '../django/migration'
import type { MigrationGraph } from '../django/graph'
import type { Operation, OperationKind } from '../django/operation'
import { applyOperation, type ReplayEnvironment } from '../django/replay'
import type { Snapshot } from '../django/snapshot'
import { asSql, saysDbDefault } from './as-sql'
import { describeViolation } from './describe'
import { splitsInTime } from './lock-timeout'
import type { Item } from './order'
import type { SplitOperation, Step } from './plan'
import { separated } from './separated'
import type { Part, PlanOptions, Site } from './site'
import { splitOperation } from './strategies'
import type { UnsplitStep } from './unsplit'
import { OperationWriter } from './write-operation'

/** All that is known of a migration when it comes to splitting it. */
export interface Context {
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

/** The state migration. */
export interface SplitItems {
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
export function splitInBatches(context: Context, items: readonly Item[]): SplitItems | undefined {
  const { options, migration, steps } = context
  const isOurs = steps.every(({ operation, isUnsafe, before, after }) =>
    isUnsafe ? BATCHED.has(operation.kind) : before.schema === after.schema && !isRun(operation),
  )
  if (options.dialect === 'sqlite' || !isOurs || migration.module.names.has('atomic')) return undefined
  const split = splitItems({ ...context, rerunnable: true }, items)
  const isSql = split.splits.every(({ database }) => database.every(({ operation }) => isRun(operation)))
  return isSql ? { ...split, atomic: false } : undefined
}

/** Whether rows are given values. */
export function fillsRows({ fills }: SplitOperation): boolean {
  return fills.length > 0
}

const BATCHED: ReadonlySet<OperationKind> = new Set<OperationKind>([
  ...(['AddField', 'RemoveField', 'AlterField', 'AddConstraint', 'AlterUniqueTogether'] as const),
])

function isRun({ kind }: Operation): boolean {
  return kind === 'RunSQL' || kind === 'RunPython' || kind === 'SeparateDatabaseAndState' || kind === 'Opaque'
}

/** The state migration, item by item. */
export function splitItems(context: Context, items: readonly Item[]): SplitItems {
  const parts: Part[] = []
  const groups: (readonly SplitOperation[])[] = []
  let current = context.start
  for (const item of items) {
    const group = item.kind === 'keep' ? { splits: [], parts: [] } : splitGroup(context, item, current)
    parts.push(...group.parts)
    groups.push(group.splits)
    const operation = item.kind === 'keep' ? item.operation : separated(group.splits)
    current = applyKept(operation, current, context)
  }
  const splits = inTime(groups.flat(), context)
  return { splits, parts, operations: operationsOf(items, splits), end: current, atomic: true }
}

function inTime(
  splits: readonly SplitOperation[],
  { options, migration, start, rerunnable }: Context,
): readonly SplitOperation[] {
  const [first] = splits
  if (first === undefined) return []
  const write = new OperationWriter({ migration, before: start }, first.original.place)
  const model = 'model' in first.original ? first.original.model : ''
  return splitsInTime(splits, options, rerunnable !== true, model.toLowerCase(), write)
}

/** The operations as they are written, one after the other. */
function operationsOf(items: readonly Item[], splits: readonly SplitOperation[]): readonly Operation[] {
  return items.flatMap((item) => {
    if (item.kind === 'keep') return [item.operation]
    const group = splits.filter(({ original }) => item.operations.includes(original))
    return [separated(group), ...group.flatMap(({ fills }) => fills.map((step) => step.operation))]
  })
}

/** What is put off still has its name: an operation that wants the name cannot run before the database migration. */
function applyKept(operation: Operation, current: Snapshot, { environment }: Context): Snapshot {
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
    const part = isUnsafe
      ? withinDrop(splitOperation(operation, site), operation, site)
      : keptWhole(operation)
    const own = operation === item.anchor ? {} : { after: item.anchor }
    splits.push({
      original: operation,
      database: stepsOf(part, operation, site, context),
      fills: part.fills ?? [],
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

/** What is put off for a model or a field that goes further down goes with its table or column. */
function withinDrop(part: Part, operation: Operation, { deletesLater, removesLater }: Site): Part {
  if (operation.kind === 'DeleteModel' || !('model' in operation)) return part
  const isOnField = operation.kind === 'AddField' || operation.kind === 'AlterField'
  const goes =
    deletesLater(operation.model) || (isOnField && removesLater(operation.model, operation.field.name))
  return goes ? { ...part, deferred: [], changes: [] } : part
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
  return (
    asSql(database, site, write, {
      isWanted,
      rerunnable: rerunnable === true,
      online: rerunnable === true,
    }) ?? database
  )
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
    rerunnable: context.rerunnable === true,
    why: whyOf(context, operation),
    removesLater: (model, field) =>
      later.some((each) => each.kind === 'RemoveField' && sameName(each.model, model) && each.name === field),
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
