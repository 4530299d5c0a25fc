import type { Dialect } from '../core/dialect'
import { columnCollation, columnName, columnType } from '../django/columns'
import { sameDefault } from '../django/fields/same-expression'
import type { Operation, OperationKind, OperationOf } from '../django/operation'
import { modelKey, type Field, type ProjectState } from '../django/state'
import { stable } from './differences'
import type { Context } from './split-site'
import type { UnsplitStep } from './unsplit'

type OnField = OperationOf<'AddField' | 'AlterField'>

/** What is planned in place of an operation; `told` where only the models have to be told of it. */
export type Stages = ReadonlyMap<Operation, OnField | 'told'>

/**
 * Fields that a migration changes more than once, each time to something stricter: one is added, Python gives the rows
 * their values, it becomes unique. What it is in the end counts for the database: the first of these operations is split
 * as if it said so, and nothing is left to do there for the others.
 */
export function stagesOf({ steps, options }: Pick<Context, 'steps' | 'options'>): Stages {
  if (steps.some(({ operation: { kind } }) => STRANGE.has(kind))) return new Map()
  const stages = new Map<Operation, OnField | 'told'>()
  for (const [index, first] of steps.entries()) {
    const { operation } = first
    if (stages.has(operation) || !isOnField(operation)) continue
    const later = steps.slice(index + 1).filter((step) => concerns(step.operation, operation))
    const last = lastOf(operation, [first, ...later], options.dialect)
    if (last === undefined) continue
    stages.set(operation, { ...operation, field: withValueOf(operation.field, last) })
    for (const each of later) stages.set(each.operation, 'told')
  }
  return stages
}

/** After a rename a name means something else, and what these do to the database may be anything. */
const STRANGE: ReadonlySet<OperationKind> = new Set<OperationKind>([
  ...(['RenameField', 'RenameModel', 'AlterModelTable', 'SeparateDatabaseAndState', 'Opaque'] as const),
])

function isOnField(operation: Operation): operation is OnField {
  return operation.kind === 'AddField' || operation.kind === 'AlterField'
}

/** Whether it does something to the field, or to all of its model. */
function concerns(operation: Operation, { model, field }: OnField): boolean {
  if (!('model' in operation) || modelKey('', operation.model) !== modelKey('', model)) return false
  if (isOnField(operation)) return operation.field.name === field.name
  return (
    operation.kind === 'DeleteModel' || (operation.kind === 'RemoveField' && operation.name === field.name)
  )
}

/** The field as the last of the stages has it; undefined where these are none. */
function lastOf(first: OnField, steps: readonly UnsplitStep[], dialect: Dialect): Field | undefined {
  const fields = steps.flatMap(({ operation, isUnsafe }) =>
    isUnsafe && (operation === first || operation.kind === 'AlterField') ? [operation.field] : [],
  )
  const state = steps[0]?.before.state
  if (state === undefined || steps.length < 2 || fields.length < steps.length) return undefined
  const areStages = fields.every((field, index) => {
    const before = fields[index - 1]
    return before === undefined || isStricter(before, field, state, dialect)
  })
  return areStages ? fields.at(-1) : undefined
}

/** A column that takes what `next` allows takes nothing that `field` does not allow, and holds it in the same way. */
function isStricter(field: Field, next: Field, state: ProjectState, dialect: Dialect): boolean {
  const column = (each: Field): string =>
    stable([columnName(each), columnType(each, state, dialect), columnCollation(each, state)])
  return (
    [field, next].every(({ kind, primaryKey }) => kind === 'column' && !primaryKey) &&
    field.className === next.className &&
    column(field) === column(next) &&
    sameDefault(field.dbDefault, next.dbDefault) &&
    (field.null || !next.null) &&
    (next.unique || !field.unique)
  )
}

/** The default of the first stage is that of the rows that are there, where the last one has none. */
function withValueOf(first: Field, last: Field): Field {
  const value = last.default ?? first.default
  return value === undefined ? last : { ...last, default: value }
}
