import { FEATURES } from '../backends/features'
import { isLimitedType } from '../backends/data-types'
import { columnFor, columnName, hasColumn } from '../columns'
import { truthy } from '../fields/call'
import { fieldFamily } from '../fields/column-type'
import { isUnique, localFields } from '../local-fields'
import type { Column, ColumnDefault } from '../schema'
import type { Field } from '../state'
import { fieldIndexes, foreignKeyFor, inlineChecks, inlineUnique, modelTable } from '../tables'
import { notApplicable, requireTable } from '../require'
import { hasOwnTable, throughModel, throughModels } from '../through'
import { constraintNames } from './constraint-names'
import { inboundKeys, tableOf, type Bound, type Editor, type Rendered } from './editor'
import { remakeTable } from './remake-table'

/** `create_model`: the table and those of its many-to-many fields. */
export function createModel(editor: Editor, { model, state }: Rendered): void {
  refuseSameColumns({ model, state })
  editor.emit({ kind: 'create-table', table: modelTable(model, state, editor.dialect) })
  for (const { through } of throughModels(model, state, editor.dialect))
    createModel(editor, { model: through, state })
}

/** Of a class that nobody knows it is not known whether it has a column. */
function refuseSameColumns({ model, state }: Rendered): void {
  const fields = localFields(model, state).filter((field) => hasColumn(field) && field.kind !== 'unknown')
  const names = fields.map(columnName)
  const twice = fields.find((field, at) => names.indexOf(columnName(field)) < at)
  if (twice !== undefined)
    throw notApplicable(`two fields of ${model.name} have the column ${columnName(twice)}`)
}

/** `delete_model`: the tables of its many-to-many fields, then its own. */
export function deleteModel(editor: Editor, { model, state }: Rendered): void {
  for (const { through } of throughModels(model, state, editor.dialect))
    deleteTable(editor, tableOf(editor, { model: through }))
  deleteTable(editor, tableOf(editor, { model }))
}

/** PostgreSQL: DROP TABLE … CASCADE takes the keys of other tables along. */
function deleteTable(editor: Editor, table: string): void {
  if (editor.dialect === 'postgresql') dropInboundKeys(editor, table)
  editor.emit({ kind: 'drop-table', table })
}

function dropInboundKeys(editor: Editor, table: string, column?: string): void {
  for (const { from, name } of inboundKeys(editor, table, column)) {
    if (name !== undefined && from.name !== table)
      editor.emit({ kind: 'drop-constraint', table: from.name, name, of: 'foreignKeys' })
  }
}

/** `add_field` of the base editor, and of SQLite's. */
export function addField(editor: Editor, bound: Bound): void {
  const { field, model, state } = bound
  const through = throughModel(field, model, state, editor.dialect)
  if (through) createModel(editor, { model: through, state })
  else if (hasColumn(field)) addColumn(editor, bound)
}

function addColumn(editor: Editor, bound: Bound): void {
  const { field, model, state } = bound
  const { dialect } = editor
  const table = tableOf(editor, bound)
  if (dialect === 'sqlite' && needsRemake(field)) {
    remakeTable(editor, table, bound)
    return
  }
  const column = columnFor(field, model, state, dialect)
  if (column === undefined) return
  editor.emit({ kind: 'add-column', table, column: withKeptDefault(column, field, editor) })
  if (field.primaryKey) editor.emit({ kind: 'set-primary-key', table, columns: [column.name] })
  else if (field.unique)
    editor.emit({ kind: 'add-unique', table, unique: inlineUnique(table, column.name, dialect) })
  for (const check of inlineChecks(requireTable(editor.schema, table), field, state, dialect)) {
    editor.emit({ kind: 'add-check', table, check })
  }
  const foreignKey = foreignKeyFor(field, table, state, dialect)
  if (foreignKey) editor.emit({ kind: 'add-foreign-key', table, foreignKey })
  for (const index of fieldIndexes(field, table, state, dialect))
    editor.emit({ kind: 'add-index', table, index })
}

/** `add_field` of django/db/backends/sqlite3/schema.py. */
function needsRemake(field: Field): boolean {
  return (
    isUnique(field) || !field.null || hasDefault(field) || (field.dbDefault !== undefined && !isValue(field))
  )
}

/** `isinstance(field.db_default, Value)`: a bare literal is none. */
function isValue({ dbDefault }: Field): boolean {
  const callee = dbDefault?.kind === 'call' ? dbDefault.callee : undefined
  return callee?.kind === 'reference' && callee.target === 'django.db.models.Value'
}

/** Whether `effective_default` gives something for a field that may be NULL. */
function hasDefault(field: Field): boolean {
  return field.default === undefined ? field.autoNow : field.default.kind !== 'none'
}

/**
 * MySQL (not MariaDB) cannot drop the default of a long type, and so keeps the one that ADD COLUMN gave it
 * (`skip_default_on_alter` of django/db/backends/mysql/schema.py).
 */
function withKeptDefault(column: Column, field: Field, editor: Editor): Column {
  const kept = editor.dialect === 'mysql' && column.default === undefined && keptDefault(column, field)
  return kept ? { ...column, default: kept } : column
}

function keptDefault(column: Column, field: Field): ColumnDefault | undefined {
  const value = field.default
  const isLong = column.type.kind === 'known' && isLimitedType(column.type.sql)
  if (!isLong || column.nullable || value === undefined || value.kind === 'none') return undefined
  if (fieldFamily(field) !== 'json' && !truthy(value, true)) return undefined
  return { kind: 'expression', expression: value, className: field.className }
}

/** `remove_field` of the base editor, and of SQLite's. */
export function removeField(editor: Editor, bound: Bound, after: Rendered): void {
  const { field, model, state } = bound
  const through = throughModel(field, model, state, editor.dialect)
  if (through) deleteModel(editor, { model: through, state })
  if (hasOwnTable(field) || !hasColumn(field)) return
  const table = tableOf(editor, bound)
  if (editor.dialect === 'sqlite' && !canDropColumn(field)) {
    remakeTable(editor, table, after)
    return
  }
  dropForeignKeys(editor, table, columnName(field))
  if (editor.dialect === 'postgresql') dropInboundKeys(editor, table, columnName(field))
  editor.emit({ kind: 'drop-column', table, column: columnName(field) })
}

/** `remove_field` of django/db/backends/sqlite3/schema.py. */
function canDropColumn(field: Field): boolean {
  return !isUnique(field) && !field.dbIndex && field.relation?.dbConstraint !== true
}

/** Drops the keys on a column, under whatever name they have; the number of them comes back. */
export function dropForeignKeys(editor: Editor, table: string, column: string): number {
  if (!FEATURES[editor.dialect].namesForeignKeys) return 0
  const names = constraintNames(editor, table, [column], { foreignKey: true })
  for (const name of names) editor.emit({ kind: 'drop-constraint', table, name, of: 'foreignKeys' })
  return names.length
}
