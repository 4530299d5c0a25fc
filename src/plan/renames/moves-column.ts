import { columnName, hasColumn } from '../../django/columns'
import type { Operation } from '../../django/operation'
import { modelKey, type ProjectState } from '../../django/state'

/** Whether an operation alters a field, and gives its column another name (`db_column`, or a key that becomes none). */
export function movesColumn(operation: Operation, { models }: ProjectState, app: string): boolean {
  if (operation.kind !== 'AlterField' || !hasColumn(operation.field)) return false
  const old = models.get(modelKey(app, operation.model))?.fields.get(operation.field.name)
  return old !== undefined && hasColumn(old) && columnName(old) !== columnName(operation.field)
}
