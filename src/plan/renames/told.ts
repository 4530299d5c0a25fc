import { applyToState } from '../../django/apply-state'
import type { Operation, OperationOf } from '../../django/operation'
import type { Dialect } from '../../core/dialect'
import { modelKey, type Field, type Model, type ProjectState } from '../../django/state'
import { columnName, manyToManyTable, tableName } from '../../django/tables'
import { withArguments } from '../../python/build'
import type { Call, Expression } from '../../python/nodes'
import { databaseField, type OperationWriter } from '../write-operation'
import { physicalTable, type Names } from './names'

/**
 * State operations that tell Django where renamed models and fields still are: in the tables and columns of old code.
 * Its own operations then do to those what they would do to the new ones.
 */
export function toldOperations(
  names: Names,
  state: ProjectState,
  dialect: Dialect,
  write: OperationWriter,
): readonly Expression[] {
  return [...state.models.values()].flatMap((model) => {
    const table = tableName(model, dialect)
    const physical = physicalTable(names, table)
    const name = write.build.string(model.name.toLowerCase())
    const told =
      physical === table
        ? []
        : [write.operation('AlterModelTable', { name, table: write.build.string(physical) })]
    return [...told, ...toldFields(names, model, state, dialect, write)]
  })
}

function toldFields(
  names: Names,
  model: Model,
  state: ProjectState,
  dialect: Dialect,
  write: OperationWriter,
): readonly Expression[] {
  return [...model.fields.values()].flatMap((field) => {
    const told = toldField(names, field, databaseField(field), model, state, dialect, write)
    return told === undefined ? [] : [write.alterField(model.name.toLowerCase(), field.name, told)]
  })
}

/** The field where the database still has it; undefined where it is there under its own name. */
function toldField(
  names: Names,
  field: Field,
  call: Call,
  model: Model,
  state: ProjectState,
  dialect: Dialect,
  write: OperationWriter,
): Call | undefined {
  const through = manyToManyTable(field, model, state, dialect)?.name
  const own = physicalTable(names, tableName(model, dialect))
  if (through !== undefined) {
    const there = physicalTable(names, through)
    // It is called after the model's table, which Django is told of.
    const isDerived =
      own !== tableName(model, dialect) && field.source.args.every(({ name }) => name !== 'db_table')
    return there === through || isDerived
      ? undefined
      : withArguments(call, { db_table: write.build.string(there) })
  }
  const column = columnName(field)
  const there = names.columns.find((each) => each.table === own && each.to === column)?.from
  return there === undefined ? undefined : withArguments(call, { db_column: write.build.string(there) })
}

/** The operation as it is done to what the database has: the definition of a renamed field says where that is. */
export function told(
  operation: Operation,
  names: Names,
  state: ProjectState,
  app: string,
  dialect: Dialect,
  write: OperationWriter,
): Operation {
  if (operation.kind !== 'AlterField' && operation.kind !== 'AddField') return operation
  const after = applyToState(operation, app, state)
  const model = after.models.get(modelKey(app, operation.model))
  const field = model?.fields.get(operation.field.name)
  if (model === undefined || field === undefined) return operation
  if (operation.kind === 'AddField')
    return withOwnTable(operation, names, field, model, after, dialect, write)
  const call = toldField(names, field, operation.field.source, model, after, dialect, write)
  if (call === undefined) return operation
  return write.step(write.alterField(operation.model, field.name, call)).operation
}

/** A new many-to-many table would be called after the table that Django is told of. */
function withOwnTable(
  operation: OperationOf<'AddField'>,
  names: Names,
  field: Field,
  model: Model,
  state: ProjectState,
  dialect: Dialect,
  write: OperationWriter,
): Operation {
  const table = manyToManyTable(field, model, state, dialect)?.name
  const own = tableName(model, dialect)
  if (table === undefined || physicalTable(names, own) === own) return operation
  const call = withArguments(field.source, { db_table: write.build.string(table) })
  return write.step(write.addField(operation.model, field.name, call)).operation
}
