import type { Operation } from '../../django/operation'
import { modelKey, type ProjectState } from '../../django/state'

/**
 * An operation as messages and the baseline call it: `RemoveField Product.rating`. Models have the names of the
 * state, where it knows them, so that `product` and `Product` are one.
 */
export function operationName(operation: Operation, app: string, state: ProjectState): string {
  const model = (name: string): string => state.models.get(modelKey(app, name))?.name ?? name
  switch (operation.kind) {
    case 'CreateModel':
      return `CreateModel ${operation.definition.name}`
    case 'RenameModel':
      return `RenameModel ${operation.from} to ${operation.to}`
    case 'RenameField':
      return `RenameField ${model(operation.model)}.${operation.from} to ${operation.to}`
    case 'AddField':
    case 'AlterField':
      return `${operation.kind} ${model(operation.model)}.${operation.field.name}`
    case 'RemoveField':
      return `RemoveField ${model(operation.model)}.${operation.name}`
    case 'SeparateDatabaseAndState':
      return halvesName(operation, app, state)
    case 'Opaque':
      return operation.what.split('.').at(-1) ?? operation.what
    default:
      return [operation.kind, ...subjectOf(operation, model)].join(' ')
  }
}

function halvesName(
  { kind, stateOperations, databaseOperations }: Extract<Operation, { kind: 'SeparateDatabaseAndState' }>,
  app: string,
  state: ProjectState,
): string {
  const inner = stateOperations.length > 0 ? stateOperations : databaseOperations
  const [first, ...others] = inner.map((each) => operationName(each, app, state))
  if (first === undefined) return kind
  return `${kind}(${first}${others.length > 0 ? `, and ${others.length} more` : ''})`
}

function subjectOf(operation: Operation, model: (name: string) => string): readonly string[] {
  if (!('model' in operation)) return []
  const rule = ruleNameOf(operation)
  return [`${model(operation.model)}${rule === undefined ? '' : `.${rule}`}`]
}

function ruleNameOf(operation: Operation): string | undefined {
  switch (operation.kind) {
    case 'AddIndex':
      return operation.index.name
    case 'AddConstraint':
      return operation.constraint.name
    case 'RemoveIndex':
    case 'RemoveConstraint':
    case 'ValidateConstraint':
    case 'AlterConstraint':
      return operation.name
    default:
      return undefined
  }
}
