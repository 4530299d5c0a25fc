import type { Dialect } from '../core/dialect'
import type { Operation } from '../django/operation'
import { databaseChanges } from '../django/schema-editor'
import { manyToManyTable, tableName } from '../django/tables'
import { modelKey } from '../django/state'
import { CAPABILITIES } from '../sql/dialect'
import type { UnsplitStep } from './unsplit'

/** An operation that stays, or operations that are split in one `SeparateDatabaseAndState`. */
export type Item =
  | { readonly kind: 'keep'; readonly operation: Operation }
  | {
      readonly kind: 'split'
      readonly operations: readonly Operation[]
      /** Where it is written: in place of this operation if that is one of them, and else after it. */
      readonly anchor: Operation
    }

/**
 * The order in which the state migration does things: that of the file. Only where the database makes tables again
 * from the project state (SQLite) do the operations that let something go come together: Django can make a table again
 * only while the state still knows all of its columns and what its keys point at. They come after the last operation
 * that makes one of their tables again, which would lose what the state no longer knows. Other changes stay in place
 * where that can be proved, or else all that is done to the tables is done in one state.
 *
 * @returns the orders to be tried, one after the other, until one is proved
 */
export function itemsInOrder(
  steps: readonly UnsplitStep[],
  app: string,
  dialect: Dialect,
): readonly (readonly Item[])[] {
  if (CAPABILITIES[dialect].altersTables) return [inPlace(steps)]
  const isRemoval = ({ operation: { kind } }: UnsplitStep): boolean =>
    kind === 'RemoveField' || kind === 'DeleteModel'
  if (steps.every((step) => !step.isUnsafe || isRemoval(step))) return [together(steps, app)]
  const inOne = inOneState(steps, app)
  return inOne === undefined ? [inPlace(steps)] : [inPlace(steps), inOne]
}

function inPlace(steps: readonly UnsplitStep[]): readonly Item[] {
  return steps.map((step) =>
    step.isUnsafe
      ? { kind: 'split', operations: [step.operation], anchor: step.operation }
      : { kind: 'keep', operation: step.operation },
  )
}

/**
 * All from the first operation that is split to the last that is, or that makes a table again, in one state of their
 * own, which knows of the overlap. Undefined where one of them is Python, which must stand by itself.
 */
function inOneState(steps: readonly UnsplitStep[], app: string): readonly Item[] | undefined {
  const first = steps.findIndex((step) => step.isUnsafe)
  const tables = new Set(steps.filter((step) => step.isUnsafe).map((step) => tableOf(step, app)))
  const last = steps.findLastIndex((step) => step.isUnsafe || rebuildsOneOf(step, tables, app))
  const operations = steps.slice(first, last + 1).map((step) => step.operation)
  const anchor = operations.at(-1)
  if (anchor === undefined || operations.some(({ kind }) => kind === 'RunPython' || kind === 'Opaque')) return
  const keep = ({ operation }: UnsplitStep): Item => ({ kind: 'keep', operation })
  return [
    ...steps.slice(0, first).map(keep),
    { kind: 'split', operations, anchor },
    ...steps.slice(last + 1).map(keep),
  ]
}

function together(steps: readonly UnsplitStep[], app: string): readonly Item[] {
  const splits = steps.filter((step) => step.isUnsafe)
  const tables = new Set(splits.map((step) => tableOf(step, app)))
  const last = Math.max(
    steps.findLastIndex((step) => step.isUnsafe),
    steps.findLastIndex((step) => !step.isUnsafe && rebuildsOneOf(step, tables, app)),
  )
  return steps.flatMap((step, index): readonly Item[] => {
    const kept: readonly Item[] = step.isUnsafe ? [] : [{ kind: 'keep', operation: step.operation }]
    if (index !== last || splits.length === 0) return kept
    return [
      ...kept,
      { kind: 'split', operations: splits.map((each) => each.operation), anchor: step.operation },
    ]
  })
}

/** The table that an unsafe operation lets something go of. */
function tableOf({ operation, before }: UnsplitStep, app: string): string {
  if (!('model' in operation)) return ''
  const { dialect } = before.schema
  const model = before.state.models.get(modelKey(app, operation.model))
  if (model === undefined) return operation.model
  const field = operation.kind === 'RemoveField' ? model.fields.get(operation.name) : undefined
  const through = field && manyToManyTable(field, model, before.state, dialect)
  return through?.name ?? tableName(model, dialect)
}

/** On the way there or on the way back, which Django makes by the same means. */
function rebuildsOneOf(
  { operation, before, after }: UnsplitStep,
  tables: ReadonlySet<string>,
  app: string,
): boolean {
  const there = { app, from: before.state, to: after.state, schema: before.schema }
  const back = { app, from: after.state, to: before.state, schema: after.schema }
  const changes = [
    ...databaseChanges(operation, 'forwards', there),
    ...databaseChanges(operation, 'backwards', back),
  ]
  return changes.some((change) => change.kind === 'rebuild-table' && tables.has(change.table))
}
