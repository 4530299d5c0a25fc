import type { Column } from '../schema'
import { columnFor, columnName, columnType, columnCollation } from '../columns'
import { canonicalText, sameDefault } from '../fields/same-expression'
import { isUnique } from '../local-fields'
import { requireColumn, requireTable } from '../require'
import { modelKey, type Field } from '../state'
import { sameType } from './alter-column'
import { tableOf, type Bound, type Editor, type Rendered } from './editor'
import { relationsTo } from './relations'
import { remakeTable } from './remake-table'
import { throughModels } from '../through'

/** `_alter_field` of django/db/backends/sqlite3/schema.py: a rename of a plain column, or the whole table again. */
export function alterOnSqlite(editor: Editor, on: Rendered, old: Bound, changed: Bound): void {
  const table = tableOf(editor, on)
  if (isRename(old, changed)) {
    const column = requireColumn(requireTable(editor.schema, table), columnName(old.field))
    const to = { ...column, name: columnName(changed.field) }
    editor.emit({ kind: 'alter-column', table, column: column.name, to })
    return
  }
  remakeTable(editor, table, changed)
  if (isUnique(changed.field) && isOfAnotherType(old, changed)) remakeRelated(editor, changed)
}

function isRename(old: Bound, changed: Bound): boolean {
  const before = columnFor(old.field, old.model, old.state, 'sqlite')
  const after = columnFor(changed.field, changed.model, changed.state, 'sqlite')
  return (
    before !== undefined &&
    after !== undefined &&
    before.name !== after.name &&
    !hasKey(old.field) &&
    !hasKey(changed.field) &&
    old.field.primaryKey === changed.field.primaryKey &&
    isUnique(old.field) === isUnique(changed.field) &&
    sameDefinition(before, after)
  )
}

function hasKey(field: Field): boolean {
  return field.relation?.dbConstraint === true
}

/** `column_sql` of both is equal. */
function sameDefinition(left: Column, right: Column): boolean {
  return (
    sameType(left.type, right.type) &&
    left.nullable === right.nullable &&
    left.collation === right.collation &&
    sameDefault(expressionOf(left), expressionOf(right)) &&
    textOfGenerated(left) === textOfGenerated(right)
  )
}

function expressionOf({ default: value }: Column): Parameters<typeof sameDefault>[0] {
  return value?.kind === 'expression' ? value.expression : undefined
}

function textOfGenerated({ generated }: Column): string {
  return generated ? `${canonicalText(generated.expression)} ${generated.stored}` : ''
}

function isOfAnotherType(old: Bound, changed: Bound): boolean {
  const before = columnType(old.field, old.state, 'sqlite')
  const after = columnType(changed.field, changed.state, 'sqlite')
  return (
    !sameType(before, after) ||
    columnCollation(old.field, old.state) !== columnCollation(changed.field, changed.state)
  )
}

/** Tables with keys to the field, and those of many-to-many fields of either side. */
function remakeRelated(editor: Editor, { field, model, state }: Bound): void {
  const related = new Map<string, Rendered>()
  for (const other of relationsTo(model, state, 'sqlite')) {
    if (other.field.kind !== 'relation' || !pointsTo(other.field, field)) continue
    related.set(tableOf(editor, other), other)
  }
  if (field.primaryKey) {
    for (const { through } of throughModels(model, state, 'sqlite')) {
      related.set(tableOf(editor, { model: through }), { model: through, state })
    }
  }
  const own = modelKey(model.app, model.name)
  for (const [table, rendered] of related) {
    if (modelKey(rendered.model.app, rendered.model.name) === own || !editor.schema.tables.has(table))
      continue
    remakeTable(editor, table, rendered)
  }
}

function pointsTo(key: Field, target: Field): boolean {
  const toField = key.relation?.toField
  return toField === undefined ? target.primaryKey : toField === target.name
}
