import { baseOf } from './reader'
import type { OperationCall, OperationReader } from './reader'
import { readOptions } from './model-options'
import { optionalText, text, together } from './values'
import type { Operation } from '../operation'

/** django/db/migrations/operations/models.py: what sets options of a model. */
export const OPTION_OPERATIONS = {
  AlterModelTable: {
    parameters: ['name', 'table'],
    read: (call) =>
      onModel(call, (model) => {
        const table = optionalText(call.argument('table'))
        return table && { kind: 'AlterModelTable', ...baseOf(call), model, table: table.value }
      }),
  },
  AlterModelTableComment: {
    parameters: ['name', 'table_comment'],
    read: (call) =>
      onModel(call, (model) => {
        const comment = optionalText(call.argument('table_comment'))
        return comment && { kind: 'AlterModelTableComment', ...baseOf(call), model, comment: comment.value }
      }),
  },
  AlterUniqueTogether: togetherReader('AlterUniqueTogether', 'unique_together'),
  AlterIndexTogether: togetherReader('AlterIndexTogether', 'index_together'),
  AlterOrderWithRespectTo: {
    parameters: ['name', 'order_with_respect_to'],
    read: (call) =>
      onModel(call, (model) => {
        const field = optionalText(call.argument('order_with_respect_to'))
        return field && { kind: 'AlterOrderWithRespectTo', ...baseOf(call), model, field: field.value }
      }),
  },
  AlterModelOptions: {
    parameters: ['name', 'options'],
    read: (call) =>
      onModel(call, (model) => {
        const options = readOptions(call.argument('options'))
        return options && { kind: 'AlterModelOptions', ...baseOf(call), model, options }
      }),
  },
  AlterModelManagers: {
    parameters: ['name', 'managers'],
    read: (call) => onModel(call, (model) => ({ kind: 'AlterModelManagers', ...baseOf(call), model })),
  },
} satisfies Record<string, OperationReader>

function onModel(call: OperationCall, read: (model: string) => Operation | undefined): Operation | undefined {
  const model = text(call, 'name')
  return model === undefined ? undefined : read(model)
}

function togetherReader(
  kind: 'AlterUniqueTogether' | 'AlterIndexTogether',
  parameter: string,
): OperationReader {
  return {
    parameters: ['name', parameter],
    read: (call) =>
      onModel(call, (model) => {
        const sets = together(call.argument(parameter))
        return sets && { kind, ...baseOf(call), model, sets }
      }),
  }
}
