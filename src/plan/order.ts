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
 * from the project state (SQLite) do the operations that let something of one table go come together, after the last
 * one that makes that table again.
 */
export function itemsInOrder(
  steps: readonly UnsplitStep[],
  app: string,
  dialect: keyof typeof CAPABILITIES,
): readonly Item[] {
  const anchors = CAPABILITIES[dialect].altersTables ? ownAnchors(steps) : rebuildAnchors(steps, app)
  return steps.flatMap((step, index) => {
    const groups = [...anchors.values()].filter((group) => group.at === index)
    const splits = groups.map((group): Item => {
      const operations = group.members.flatMap((member) => steps[member]?.operation ?? [])
      return { kind: 'split', operations, anchor: step.operation }
    })
    return isSplit(step) ? splits : [{ kind: 'keep', operation: step.operation }, ...splits]
  })
}

interface Group {
  readonly members: readonly number[]
  readonly at: number
}

function isSplit(step: UnsplitStep): boolean {
  return step.errors.length > 0
}

function ownAnchors(steps: readonly UnsplitStep[]): ReadonlyMap<string, Group> {
  return new Map(
    steps.flatMap((step, index) =>
      isSplit(step) ? [[String(index), { members: [index], at: index }] as const] : [],
    ),
  )
}

function rebuildAnchors(steps: readonly UnsplitStep[], app: string): ReadonlyMap<string, Group> {
  const groups = new Map<string, Group>()
  for (const [index, step] of steps.entries()) {
    if (!isSplit(step)) continue
    const table = tableOf(step, app)
    const members = [...(groups.get(table)?.members ?? []), index]
    groups.set(table, { members, at: Math.max(index, lastRebuild(steps, table, app)) })
  }
  return groups
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

function lastRebuild(steps: readonly UnsplitStep[], table: string, app: string): number {
  return steps.findLastIndex((step) => !isSplit(step) && rebuilds(step, table, app))
}

function rebuilds({ operation, before, after }: UnsplitStep, table: string, app: string): boolean {
  const changes = databaseChanges(operation, 'forwards', {
    app,
    from: before.state,
    to: after.state,
    schema: before.schema,
  })
  return changes.some((change) => change.kind === 'rebuild-table' && change.table === table)
}
