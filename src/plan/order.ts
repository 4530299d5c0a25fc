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
 * that makes one of their tables again, which would lose what the state no longer knows.
 */
export function itemsInOrder(
  steps: readonly UnsplitStep[],
  app: string,
  dialect: keyof typeof CAPABILITIES,
): readonly Item[] {
  return CAPABILITIES[dialect].altersTables ? inPlace(steps) : together(steps, app)
}

function inPlace(steps: readonly UnsplitStep[]): readonly Item[] {
  return steps.map((step) =>
    step.isUnsafe
      ? { kind: 'split', operations: [step.operation], anchor: step.operation }
      : { kind: 'keep', operation: step.operation },
  )
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
