import { readRule } from '../fields/read-field'
import type { Operation } from '../operation'
import type { NamedRule } from '../state'
import { baseOf } from './reader'
import type { OperationCall, OperationReader } from './reader'
import { isNone, optionalText, text, texts } from './values'

/** django/db/migrations/operations/models.py: indexes and constraints. */
export const RULE_OPERATIONS = {
  AddIndex: addIndexReader(false),
  RemoveIndex: removeIndexReader(false),
  RenameIndex: {
    parameters: ['model_name', 'new_name', 'old_name', 'old_fields'],
    read: readRenameIndex,
  },
  AddConstraint: addConstraintReader(false),
  RemoveConstraint: namedReader('RemoveConstraint'),
  AlterConstraint: {
    parameters: ['model_name', 'name', 'constraint'],
    read: (call) => {
      const name = text(call, 'name')
      return withRule(call, 'constraint', (model, constraint) =>
        name === undefined
          ? undefined
          : { kind: 'AlterConstraint', ...baseOf(call), model, name, constraint },
      )
    },
  },
} satisfies Record<string, OperationReader>

/** AddIndex, and AddIndexConcurrently of contrib.postgres. */
export function addIndexReader(concurrently: boolean): OperationReader {
  return {
    parameters: ['model_name', 'index'],
    read: (call) =>
      withRule(call, 'index', (model, index) => ({
        kind: 'AddIndex',
        ...baseOf(call),
        model,
        index,
        concurrently,
      })),
  }
}

/** RemoveIndex, and RemoveIndexConcurrently of contrib.postgres. */
export function removeIndexReader(concurrently: boolean): OperationReader {
  return {
    parameters: ['model_name', 'name'],
    read: (call) =>
      withName(call, (model, name) => ({ kind: 'RemoveIndex', ...baseOf(call), model, name, concurrently })),
  }
}

/** AddConstraint, and AddConstraintNotValid of contrib.postgres. */
export function addConstraintReader(notValid: boolean): OperationReader {
  return {
    parameters: ['model_name', 'constraint'],
    read: (call) =>
      withRule(call, 'constraint', (model, constraint) => ({
        kind: 'AddConstraint',
        ...baseOf(call),
        model,
        constraint,
        notValid,
      })),
  }
}

/** RemoveConstraint, and ValidateConstraint of contrib.postgres. */
export function namedReader(kind: 'RemoveConstraint' | 'ValidateConstraint'): OperationReader {
  return {
    parameters: ['model_name', 'name'],
    read: (call) => withName(call, (model, name) => ({ kind, ...baseOf(call), model, name })),
  }
}

function readRenameIndex(call: OperationCall): Operation | undefined {
  const model = text(call, 'model_name')
  const newName = text(call, 'new_name')
  const oldName = optionalText(call.argument('old_name'))
  const fields = call.argument('old_fields')
  const oldFields = isNone(fields) ? undefined : texts(fields)
  if (model === undefined || newName === undefined || oldName === undefined) return undefined
  // Django wants exactly one of the two.
  if ((oldName.value === undefined) === (oldFields === undefined)) return undefined
  return { kind: 'RenameIndex', ...baseOf(call), model, newName, oldName: oldName.value, oldFields }
}

function withName(
  call: OperationCall,
  make: (model: string, name: string) => Operation,
): Operation | undefined {
  const model = text(call, 'model_name')
  const name = text(call, 'name')
  return model === undefined || name === undefined ? undefined : make(model, name)
}

function withRule(
  call: OperationCall,
  parameter: string,
  make: (model: string, rule: NamedRule) => Operation | undefined,
): Operation | undefined {
  const model = text(call, 'model_name')
  const rule = call.argument(parameter)
  if (model === undefined || rule?.kind !== 'call') return undefined
  return make(model, readRule(rule))
}
