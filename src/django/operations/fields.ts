import { truthy } from '../../python/arguments'
import { classTarget } from '../fields/class-target'
import { readField } from '../fields/read-field'
import type { Operation } from '../operation'
import { baseOf } from './reader'
import type { OperationCall, OperationReader } from './reader'
import { text } from './values'

/** django/db/migrations/operations/fields.py. */
export const FIELD_OPERATIONS = {
  AddField: fieldReader('AddField'),
  AlterField: fieldReader('AlterField'),
  RemoveField: {
    parameters: ['model_name', 'name', 'field'],
    read: (call) => {
      const model = text(call, 'model_name')
      const name = text(call, 'name')
      if (model === undefined || name === undefined) return undefined
      return { kind: 'RemoveField', ...baseOf(call), model, name }
    },
  },
  RenameField: {
    parameters: ['model_name', 'old_name', 'new_name'],
    read: (call) => {
      const model = text(call, 'model_name')
      const from = text(call, 'old_name')
      const to = text(call, 'new_name')
      if (model === undefined || from === undefined || to === undefined) return undefined
      return { kind: 'RenameField', ...baseOf(call), model, from, to }
    },
  },
} satisfies Record<string, OperationReader>

function fieldReader(kind: 'AddField' | 'AlterField'): OperationReader {
  return {
    parameters: ['model_name', 'name', 'field', 'preserve_default'],
    read: (call) => readFieldOperation(kind, call),
  }
}

function readFieldOperation(kind: 'AddField' | 'AlterField', call: OperationCall): Operation | undefined {
  const model = text(call, 'model_name')
  const name = text(call, 'name')
  const source = call.argument('field')
  if (model === undefined || name === undefined) return undefined
  const { app, settings } = call.context
  if (source === undefined || classTarget(source, settings) === undefined) return undefined
  const field = readField(name, source, { app, model, settings })
  return { kind, ...baseOf(call), model, field, preserveDefault: preservesDefault(call) }
}

/** Truth, not identity: old projects hold the string 'True'. */
function preservesDefault(call: OperationCall): boolean {
  const value = call.argument('preserve_default')
  return value === undefined || (truthy(value) ?? true)
}
