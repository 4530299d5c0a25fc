import { FEATURES, isMysql } from '../backends/features'
import { columnCollation, columnFor, columnName, columnType } from '../columns'
import { mariadbTypeCheck, typeCheck } from '../fields/column-type'
import { sameDefault } from '../fields/same-expression'
import { isUnique } from '../local-fields'
import { indexName, likeIndexName, rebuiltForeignKeyName, uniqueName } from '../names'
import { requireColumn, requireTable } from '../require'
import type { Column, ColumnType } from '../schema'
import type { Field, Model } from '../state'
import { foreignKeyFor, likeIndex, plainIndex } from '../tables'
import { constraintNames } from './constraint-names'
import { tableOf, type Bound, type Editor, type Rendered } from './editor'
import { dropForeignKeys } from './models'
import { relatedKeys } from './relations'
import { shouldBeAltered } from './should-alter'

export function sameType(left: ColumnType, right: ColumnType): boolean {
  if (left.kind === 'unknown' || right.kind === 'unknown') {
    return (
      left.kind === right.kind &&
      'className' in left &&
      'className' in right &&
      left.className === right.className
    )
  }
  return left.sql === right.sql
}

/** What the steps of one `_alter_field` share. */
interface Alteration {
  readonly editor: Editor
  readonly table: string
  /** Meta of this model names the constraints and indexes that are not the field's own. */
  readonly model: Model
  readonly old: Bound
  readonly changed: Bound
  readonly oldType: ColumnType
  readonly newType: ColumnType
  readonly keysMustGo: boolean
}

/** `_alter_field` of django/db/backends/base/schema.py and of PostgreSQL's editor, step by step in its order. */
export function alterColumn(editor: Editor, on: Rendered, old: Bound, changed: Bound): void {
  const alteration = alterationOf(editor, on, old, changed)
  const { table } = alteration
  const keysDropped = dropOwnKeys(alteration)
  dropUnique(alteration)
  if (alteration.keysMustGo) dropKeysToUs(alteration)
  dropIndex(alteration)
  dropCheck(alteration)
  renameColumn(alteration)
  changeDefinition(alteration)
  changePrimaryKey(alteration)
  addUnique(alteration)
  addIndex(alteration)
  changeKeysToUs(alteration)
  if (needsOwnKey(alteration, keysDropped)) addKey(editor, table, changed)
  if (alteration.keysMustGo) addKeysToUs(alteration)
  addCheck(alteration)
  if (editor.dialect === 'postgresql') changeLikeIndex(alteration)
}

function alterationOf(editor: Editor, on: Rendered, old: Bound, changed: Bound): Alteration {
  const oldType = columnType(old.field, old.state, editor.dialect)
  const newType = columnType(changed.field, changed.state, editor.dialect)
  const collated = columnCollation(old.field, old.state) !== columnCollation(changed.field, changed.state)
  const stays =
    (old.field.primaryKey && changed.field.primaryKey) || (isUnique(old.field) && isUnique(changed.field))
  const keysMustGo = stays && (!sameType(oldType, newType) || collated)
  return { editor, table: tableOf(editor, on), model: on.model, old, changed, oldType, newType, keysMustGo }
}

function hasKey({ field }: Bound): boolean {
  return field.relation?.dbConstraint === true
}

function dropOwnKeys({ editor, table, old, changed }: Alteration): boolean {
  if (!hasKey(old) || !shouldBeAltered(editor, old, changed, ['db_comment'])) return false
  return dropForeignKeys(editor, table, columnName(old.field)) > 0
}

function becomesPrimaryKey({ old, changed }: Alteration): boolean {
  return !old.field.primaryKey && changed.field.primaryKey
}

function dropUnique(alteration: Alteration): void {
  const { editor, table, model, old, changed } = alteration
  if (!isUnique(old.field) || (isUnique(changed.field) && !becomesPrimaryKey(alteration))) return
  const names = constraintNames(editor, table, [columnName(old.field)], {
    unique: true,
    primaryKey: false,
    exclude: new Set(model.options.constraints.map(({ name }) => name)),
  })
  for (const name of names) editor.emit({ kind: 'drop-constraint', table, name, of: 'uniques' })
}

/** Keys that point to the column, whose type they have to follow. */
function keysToUs({ editor, changed }: Alteration): readonly Bound[] {
  return relatedKeys(changed, editor.dialect).filter((key) => editor.schema.tables.has(tableOf(editor, key)))
}

function dropKeysToUs(alteration: Alteration): void {
  const { editor } = alteration
  for (const key of keysToUs(alteration)) dropForeignKeys(editor, tableOf(editor, key), columnName(key.field))
}

/** db_index is gone, or a unique rule does its work from now on. */
function dropIndex({ editor, table, model, old, changed }: Alteration): void {
  const was = old.field.dbIndex && !isUnique(old.field)
  if (!was || (changed.field.dbIndex && !isUnique(changed.field))) return
  const names = constraintNames(editor, table, [columnName(old.field)], {
    index: true,
    type: 'idx',
    exclude: new Set(model.options.indexes.map(({ name }) => name)),
  })
  for (const name of names) editor.emit({ kind: 'drop-index', table, name })
}

/** `_field_db_check`: MySQL cannot rename a column that a check uses, and so compares with the column's name in it. */
function checkOf({ editor }: Alteration, { field }: Bound): string | undefined {
  const column = editor.dialect === 'mysql' ? columnName(field) : '__column_name__'
  return typeCheck(field, column, editor.dialect)
}

/** On MariaDB the check in a column's definition is no constraint to be dropped: it goes with MODIFY. */
function dropCheck(alteration: Alteration): void {
  const { editor, table, model, old, changed } = alteration
  const before = checkOf(alteration, old)
  if (before === undefined || before === checkOf(alteration, changed)) return
  const names = constraintNames(editor, table, [columnName(old.field)], {
    check: true,
    exclude: new Set(model.options.constraints.map(({ name }) => name)),
  })
  for (const name of names) editor.emit({ kind: 'drop-constraint', table, name, of: 'checks' })
}

function renameColumn({ editor, table, old, changed }: Alteration): void {
  const from = columnName(old.field)
  const to = columnName(changed.field)
  if (from === to) return
  const column = requireColumn(requireTable(editor.schema, table), from)
  editor.emit({ kind: 'alter-column', table, column: from, to: { ...column, name: to } })
}

/** Type, collation, comment, default and NULL in one. */
function changeDefinition(alteration: Alteration): void {
  const { editor, table, changed, old } = alteration
  const name = columnName(changed.field)
  const before = requireColumn(requireTable(editor.schema, table), name)
  const retyped = isRetyped(alteration)
  const renulled = old.field.null !== changed.field.null
  const redefaulted = !sameDefault(old.field.dbDefault, changed.field.dbDefault)
  if (!retyped && !renulled && !redefaulted) return
  if (retyped && editor.dialect === 'postgresql') dropLikeIndexOfOldType(alteration)
  const to = definition(alteration, before, retyped, renulled)
  editor.emit({ kind: 'alter-column', table, column: name, to })
  if (retyped || renulled) changeColumnCheck(alteration, name)
}

function isRetyped({ editor, old, changed, oldType, newType }: Alteration): boolean {
  const before = columnFor(old.field, old.model, old.state, editor.dialect)
  const after = columnFor(changed.field, changed.model, changed.state, editor.dialect)
  return (
    !sameType(oldType, newType) ||
    before?.identity !== after?.identity ||
    before?.collation !== after?.collation ||
    (FEATURES[editor.dialect].supportsComments && before?.comment !== after?.comment)
  )
}

/**
 * The column as it is left. MySQL's `MODIFY … NULL` says type and NULL only, so that comment and collation are lost
 * (`sql_alter_column_null` of django/db/backends/mysql/schema.py).
 */
function definition(
  { editor, changed }: Alteration,
  before: Column,
  retyped: boolean,
  renulled: boolean,
): Column {
  const whole = columnFor(changed.field, changed.model, changed.state, editor.dialect) ?? before
  const { default: value, collation, comment } = whole
  const isModified = isMysql(editor.dialect) && renulled
  const source = retyped || isModified ? whole : before
  const keptCollation = retyped ? collation : before.collation
  const keptComment = retyped ? comment : before.comment
  return {
    name: whole.name,
    type: source.type,
    nullable: renulled ? whole.nullable : before.nullable,
    identity: retyped ? whole.identity : before.identity,
    ...(value && { default: value }),
    ...(before.generated && { generated: before.generated }),
    ...(keptCollation !== undefined && !isModified && { collation: keptCollation }),
    ...(keptComment !== undefined && !isModified && { comment: keptComment }),
  }
}

/** MariaDB: a check that stands in the column's definition is gone after MODIFY, and json brings one along. */
function changeColumnCheck({ editor, table, newType }: Alteration, column: string): void {
  if (editor.dialect !== 'mariadb') return
  const { checks } = requireTable(editor.schema, table)
  const had = checks.find((check) => check.inColumn === true && check.columns?.includes(column) === true)
  if (had?.name !== undefined) editor.emit({ kind: 'drop-constraint', table, name: had.name, of: 'checks' })
  const sql = mariadbTypeCheck(newType, column, editor.dialect)
  if (sql === undefined) return
  editor.emit({ kind: 'add-check', table, check: { name: column, sql, columns: [column], inColumn: true } })
}

function changePrimaryKey(alteration: Alteration): void {
  const { editor, table, old, changed } = alteration
  if (old.field.primaryKey && !changed.field.primaryKey) {
    editor.emit({ kind: 'set-primary-key', table, columns: [] })
  }
  if (becomesPrimaryKey(alteration)) {
    editor.emit({ kind: 'set-primary-key', table, columns: [columnName(changed.field)] })
  }
}

/** `_unique_should_be_added`. */
function addUnique({ editor, table, old, changed }: Alteration): void {
  const wasUnique = isUnique(old.field) && !old.field.primaryKey
  if (changed.field.primaryKey || !changed.field.unique || wasUnique) return
  const columns = [columnName(changed.field)]
  const name = uniqueName(table, columns, editor.dialect)
  editor.emit({ kind: 'add-unique', table, unique: { name, columns, uses: columns } })
}

function addIndex({ editor, table, old, changed }: Alteration): void {
  const was = old.field.dbIndex && !isUnique(old.field)
  if (was || !changed.field.dbIndex || isUnique(changed.field)) return
  const index = plainIndex(table, [columnName(changed.field)], '', editor.dialect)
  editor.emit({ kind: 'add-index', table, index })
}

function changeKeysToUs(alteration: Alteration): void {
  const { editor } = alteration
  if (!alteration.keysMustGo && !becomesPrimaryKey(alteration)) return
  for (const key of keysToUs(alteration)) {
    const table = tableOf(editor, key)
    const name = columnName(key.field)
    const before = requireTable(editor.schema, table).columns.get(name)
    const type = columnType(key.field, key.state, editor.dialect)
    if (before === undefined || sameType(before.type, type)) continue
    editor.emit({ kind: 'alter-column', table, column: name, to: { ...before, type } })
  }
}

function needsOwnKey({ old, changed }: Alteration, keysDropped: boolean): boolean {
  return hasKey(changed) && (keysDropped || old.field.kind !== 'relation' || !hasKey(old))
}

function addKey(editor: Editor, table: string, { field, state }: Bound, name?: string): void {
  const key = foreignKeyFor(field, table, state, editor.dialect)
  if (key)
    editor.emit({ kind: 'add-foreign-key', table, foreignKey: name === undefined ? key : { ...key, name } })
}

function addKeysToUs(alteration: Alteration): void {
  const { editor } = alteration
  for (const key of keysToUs(alteration)) {
    if (!hasKey(key)) continue
    const table = tableOf(editor, key)
    addKey(editor, table, key, rebuiltForeignKeyName(table, columnName(key.field), editor.dialect))
  }
}

function addCheck(alteration: Alteration): void {
  const { editor, table, changed } = alteration
  const after = checkOf(alteration, changed)
  if (after === undefined || after === checkOf(alteration, alteration.old)) return
  const column = columnName(changed.field)
  const name = indexName(table, [column], '_check', editor.dialect)
  const sql = typeCheck(changed.field, column, editor.dialect)
  editor.emit({ kind: 'add-check', table, check: { name, sql, columns: [column] } })
}

function isIndexed(field: Field): boolean {
  return field.dbIndex || isUnique(field)
}

/** `_is_changing_type_of_indexed_text_column` of django/db/backends/postgresql/schema.py. */
function changesIndexedText({ old, oldType, newType }: Alteration): boolean {
  if (!isIndexed(old.field) || oldType.kind !== 'known' || newType.kind !== 'known') return false
  return ['varchar', 'text', 'citext'].some(
    (text) => oldType.sql.startsWith(text) && !newType.sql.startsWith(text),
  )
}

function dropLikeIndexOfOldType(alteration: Alteration): void {
  if (changesIndexedText(alteration)) dropLikeIndex(alteration)
}

/** `DROP INDEX IF EXISTS`. */
function dropLikeIndex({ editor, table, old }: Alteration): void {
  const name = likeIndexName(table, columnName(old.field))
  const has = requireTable(editor.schema, table).indexes.some((index) => index.name === name)
  if (has) editor.emit({ kind: 'drop-index', table, name })
}

/** What `_alter_field` of django/db/backends/postgresql/schema.py does after that of the base. */
function changeLikeIndex(alteration: Alteration): void {
  const { editor, table, old, changed } = alteration
  const isNew =
    (!isIndexed(old.field) && changed.field.dbIndex) ||
    (!isUnique(old.field) && isUnique(changed.field)) ||
    changesIndexedText(alteration)
  const index = isNew ? likeIndex(changed.field, table, changed.state, editor.dialect) : undefined
  if (index) editor.emit({ kind: 'add-index', table, index })
  if (isUnique(old.field) && !isIndexed(changed.field)) dropLikeIndex(alteration)
}
