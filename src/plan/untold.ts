import type { Dialect } from '../core/dialect'
import { columnType } from '../django/columns'
import type { Operation } from '../django/operation'
import { modelKey, type Field, type ProjectState } from '../django/state'
import type { UnsplitStep } from './unsplit'

/** Whether a field is of a class that nobody has told of: its type and its indexes are known to Python alone. */
export function isUntold(field: Field, state: ProjectState, dialect: Dialect): boolean {
  return field.kind === 'unknown' && columnType(field, state, dialect).kind === 'unknown'
}

/**
 * The class of the first field that has to be split, or that goes with its model, and that nobody has told of.
 *
 * What the database has for it is what the history left there, such as the index for LIKE of the SlugField that it once
 * was: what Django would make of it from the class cannot be compared with that.
 */
export function untoldIn(steps: readonly UnsplitStep[], app: string, dialect: Dialect): string | undefined {
  for (const { operation, before, after, isUnsafe } of steps) {
    if (!isUnsafe) continue
    for (const { state } of [before, after]) {
      const untold = fieldsOf(operation, state, app).find((each) => isUntold(each, state, dialect))
      if (untold !== undefined) return untold.className
    }
  }
  return undefined
}

function fieldsOf(operation: Operation, state: ProjectState, app: string): readonly Field[] {
  const model = 'model' in operation ? state.models.get(modelKey(app, operation.model)) : undefined
  if (model === undefined) return []
  if (operation.kind === 'DeleteModel') return [...model.fields.values()]
  const name = nameOf(operation)
  return [...model.fields.values()].filter((field) => field.name === name)
}

function nameOf(operation: Operation): string | undefined {
  if (operation.kind === 'RemoveField') return operation.name
  if (operation.kind === 'RenameField') return operation.from
  const isField = operation.kind === 'AddField' || operation.kind === 'AlterField'
  return isField ? operation.field.name : undefined
}
