import { Refusal } from '../core/errors'
import type { Operation, OperationKind } from '../django/operation'
import { applyAllToState, applyToState } from '../django/apply-state'
import { applyOperation } from '../django/replay'
import type { Snapshot } from '../django/snapshot'
import type { Renames } from './deferred'
import { splitsInTime } from './lock-timeout'
import type { Item } from './order'
import type { SplitOperation, Step } from './plan'
import { notFollowed } from './renames/behind'
import { renameGroup, withOverlap, type RenameGroup } from './renames/groups'
import { isEmpty, NO_NAMES, type Names } from './renames/names'
import { separated } from './separated'
import type { Part, Site } from './site'
import { isRun, siteAt, stepsOf, type Context, type Group } from './split-site'
import { stagesOf, type Stages } from './stages'
import { splitOperation } from './strategies'
import { OperationWriter } from './write-operation'

/** The state migration. */
export interface SplitItems {
  readonly splits: readonly SplitOperation[]
  readonly parts: readonly Part[]
  /** The operations of the state migration, as the proof replays them. */
  readonly operations: readonly Operation[]
  readonly end: Snapshot
  /** Whether the state migration is one transaction. */
  readonly atomic: boolean
  /** What the database calls by its old name until the later release. */
  readonly renames?: Renames
}

/**
 * Where rows are filled and nothing but that is done, each batch is a transaction of its own, and all of it is SQL
 * that can be run again after it failed half way. Undefined where the migration has to stay one transaction.
 */
export function splitInBatches(context: Context, items: readonly Item[]): SplitItems | undefined {
  const { options, migration, steps } = context
  if (options.dialect === 'sqlite' || migration.module.names.has('atomic')) return undefined
  if (steps.some(({ operation }) => isRun(operation))) return undefined
  const split = splitItems({ ...context, rerunnable: true }, items)
  const ours = new Set(split.splits.map(({ original }) => original))
  const isOurs = steps.every(({ operation, before, after }) =>
    ours.has(operation)
      ? BATCHED.has(operation.kind) || context.carried.has(operation)
      : before.schema === after.schema,
  )
  if (!isOurs) return undefined
  const isSql = split.splits.every(({ database }) => database.every(({ operation }) => isRun(operation)))
  return isSql ? { ...split, atomic: false } : undefined
}

/** Whether rows are given values. */
export function fillsRows({ fills }: SplitOperation): boolean {
  return fills.some(({ rowFunction }) => rowFunction?.kind === 'fill' || rowFunction?.kind === 'copy')
}

const BATCHED: ReadonlySet<OperationKind> = new Set<OperationKind>([
  ...(['AddField', 'RemoveField', 'AlterField', 'AddConstraint', 'AlterUniqueTogether'] as const),
  ...(['RenameField', 'RenameModel', 'AlterModelTable'] as const),
])

/** The state migration, item by item. */
export function splitItems(context: Context, items: readonly Item[]): SplitItems {
  const done: Group[] = []
  const stages = stagesOf(context)
  let [current, names] = [context.start, NO_NAMES]
  for (const item of items) {
    const renamed = carriedGroup(context, item, names) ?? renameGroup(context, item, current, names, done)
    const group =
      renamed?.group ??
      (item.kind === 'keep' ? keep(item.operation) : splitGroup(context, item, current, stages))
    done.push(group)
    current = applyGroup(group, current, context)
    names = renamed?.names ?? names
  }
  const { groups, renames } = isEmpty(names) ? { groups: done } : withOverlap(context, done, names, current)
  const splits = inTime(
    groups.flatMap((group) => group.splits),
    context,
  )
  const operations = groups.flatMap((group) =>
    operationsOf({ ...group, splits: timed(group.splits, splits) }),
  )
  const end = operations.reduce((at, operation) => applyKept(operation, at, context), context.start)
  const parts = groups.flatMap((group) => group.parts)
  return { splits, parts, operations, end, atomic: true, ...(renames && { renames }) }
}

/** Only the models are told. */
function carriedGroup({ carried }: Context, item: Item, names: Names): RenameGroup | undefined {
  const [original] = item.kind === 'keep' ? [item.operation] : item.operations
  if (original === undefined || !carried.has(original)) return undefined
  return { group: { splits: [{ original, database: [], fills: [] }], parts: [] }, names }
}

function keep(operation: Operation): Group {
  return { kept: operation, splits: [], parts: [] }
}

function timed(group: readonly SplitOperation[], all: readonly SplitOperation[]): readonly SplitOperation[] {
  return group.flatMap(({ original }) => all.find((split) => split.original === original) ?? [])
}

/** The operations as they are written, one after the other. */
function operationsOf({ kept, splits }: Group): readonly [Operation, ...Operation[]] {
  if (kept !== undefined) return [kept]
  return [separated(splits), ...splits.flatMap(({ fills }) => fills.map((step) => step.operation))]
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

function applyGroup(group: Group, current: Snapshot, context: Context): Snapshot {
  const [operation] = operationsOf(group)
  try {
    return applyKept(operation, current, context)
  } catch (error) {
    const original = group.splits[0]?.original
    const isRenamed =
      error instanceof Refusal && error.code === 'name-comes-back' && group.isRenaming === true
    throw isRenamed && original !== undefined ? notFollowed(original) : error
  }
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

/** Operations that are split together: their database halves run one after the other in one private state. */
function splitGroup(
  context: Context,
  item: Extract<Item, { kind: 'split' }>,
  start: Snapshot,
  stages: Stages,
): Group {
  const splits: SplitOperation[] = []
  const parts: Part[] = []
  let reached: Reached = { ...start, own: start.state }
  for (const operation of item.operations) {
    const site = siteAt(context, operation, { state: reached.state, schema: reached.schema })
    const isUnsafe = context.steps.some((step) => step.operation === operation && step.isUnsafe)
    const part = isUnsafe ? splitPart(operation, site, stages) : keptWhole(operation)
    const own = operation === item.anchor ? {} : { after: item.anchor }
    const database = stepsOf(part, operation, site, context)
    splits.push({ original: operation, database, fills: part.fills ?? [], ...own })
    parts.push(part)
    reached = further(reached, operation, database, context)
  }
  return { splits, parts }
}

function splitPart(operation: Operation, site: Site, stages: Stages): Part {
  const stage = stages.get(operation) ?? operation
  return stage === 'told' ? TOLD : withinDrop(splitOperation(stage, site), stage, site)
}

const TOLD: Part = { database: [], deferred: [], changes: [], notes: [] }

/** Where one `SeparateDatabaseAndState` has come to; its database operations have a state of their own. */
interface Reached extends Snapshot {
  readonly own: Snapshot['state']
}

/** What it comes to with one more operation in it. */
function further(
  { state, schema, own }: Reached,
  operation: Operation,
  database: readonly Step[],
  { environment }: Context,
): Reached {
  const told = applyToState(operation, environment.app, state)
  const operations = database.map((step) => step.operation)
  applyAllToState(operations, environment.app, own)
  const done = operations.reduce((at, each) => applyOperation(each, at, environment), { state: own, schema })
  return { state: told, schema: done.schema, own: done.state }
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
