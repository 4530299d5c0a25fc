import { assertNever } from '../core/assert-never'
import type { Operation } from './operation'
import type { ProjectState } from './state'
import { addField, alterField, removeField, renameField } from './state-changes/fields'
import { createModel, deleteModel, renameModel } from './state-changes/models'
import { alterOptions } from './state-changes/options'
import { requireModel } from './state-changes/access'

/**
 * The project state after an operation of an app's migration: its `state_forwards`
 * (django/db/migrations/operations, django/db/migrations/state.py). What bgsplit cannot read changes nothing.
 *
 * Throws `unknown-model` and `unknown-field` with the place of the operation.
 */
export function applyToState(operation: Operation, app: string, state: ProjectState): ProjectState {
  switch (operation.kind) {
    case 'CreateModel':
      return createModel(operation, state)
    case 'DeleteModel':
      return deleteModel(operation, app, state)
    case 'RenameModel':
      return renameModel(operation, app, state)
    case 'AddField':
      return addField(operation, app, state)
    case 'AlterField':
      return alterField(operation, app, state)
    case 'RemoveField':
      return removeField(operation, app, state)
    case 'RenameField':
      return renameField(operation, app, state)
    case 'AlterModelTable':
    case 'AlterModelTableComment':
    case 'AlterUniqueTogether':
    case 'AlterIndexTogether':
    case 'AlterOrderWithRespectTo':
    case 'AlterModelOptions':
    case 'AddIndex':
    case 'RemoveIndex':
    case 'RenameIndex':
    case 'AddConstraint':
    case 'RemoveConstraint':
    case 'AlterConstraint':
      return alterOptions(operation, app, state)
    case 'AlterModelManagers':
      requireModel(state, operation.model, { app, place: operation.place })
      return state
    case 'RunSQL':
    case 'SeparateDatabaseAndState':
      return applyAllToState(operation.stateOperations, app, state)
    case 'ValidateConstraint':
    case 'RunPython':
    case 'Extension':
    case 'Opaque':
      return state
    default:
      return assertNever(operation)
  }
}

/** The project state after several operations, in order. */
export function applyAllToState(
  operations: readonly Operation[],
  app: string,
  state: ProjectState,
): ProjectState {
  return operations.reduce((before, operation) => applyToState(operation, app, before), state)
}
