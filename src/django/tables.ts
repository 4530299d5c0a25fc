import type { Dialect } from '../core/dialect'
import { FEATURES, isMysql } from './backends/features'
import { isLimitedType } from './backends/data-types'
import {
  byField,
  columnCollation,
  columnFor,
  columnName,
  columnType,
  hasColumn,
  NOWHERE,
  wantsIndex,
} from './columns'
import { mariadbTypeCheck, typeCheck } from './fields/column-type'
import { findField, isUnique, isWithoutTable, localFields, primaryKeyFields } from './local-fields'
import { keyTargetOf } from './key-target'
import { foreignKeyName, indexName, likeIndexName, postgresObjectName, uniqueName } from './names'
import { remembered } from './remembered'
import { constraintFor, indexFor, type TableRule } from './rules'
import type { Check, Column, ForeignKey, Index, Table, Unique } from './schema'
import { modelKey, type Field, type Model, type ProjectState } from './state'
import { withCheck, withForeignKey, withIndex, withUnique } from './table-changes'
import { tableName } from './table-name'
import { throughModel, throughModels } from './through'

export { columnFor, columnName, tableName }

/**
 * The tables that Django keeps for a model: its own, and one for each many-to-many field without a `through`. None for
 * a proxy, an unmanaged or a swapped model.
 */
export const idealTables = remembered(tablesOf)

function tablesOf(model: Model, state: ProjectState, dialect: Dialect): readonly Table[] {
  if (isWithoutTable(model, state)) return []
  return [
    modelTable(model, state, dialect),
    ...throughModels(model, state, dialect).map(({ through }) => modelTable(through, state, dialect)),
  ]
}

/** The table of a many-to-many field; undefined for any other field, and for one with a `through`. */
export function manyToManyTable(
  field: Field,
  model: Model,
  state: ProjectState,
  dialect: Dialect,
): Table | undefined {
  const through = throughModel(field, model, state, dialect)
  return through && modelTable(through, state, dialect)
}

/**
 * What `create_model` of django/db/backends/base/schema.py leaves behind, the deferred statements run too: uniques
 * first, then keys, then indexes, as Django defers them.
 */
export const modelTable = remembered(createdTable)

function createdTable(model: Model, state: ProjectState, dialect: Dialect): Table {
  const name = tableName(model, dialect)
  const fields = localFields(model, state).filter(hasColumn)
  let table = bareTable(model, name, fields, state, dialect)
  for (const unique of inlineUniques(name, fields, dialect)) table = withUnique(table, unique, dialect)
  for (const field of fields) {
    for (const check of inlineChecks(table, field, state, dialect)) table = withCheck(table, check)
  }
  for (const rule of model.options.constraints) {
    table = withRule(table, constraintFor(rule, model, state, dialect), dialect)
  }
  for (const names of model.options.uniqueTogether) {
    table = withUnique(table, uniqueTogether(names, name, model, state, dialect), dialect)
  }
  for (const field of fields) {
    const key = foreignKeyFor(field, name, state, dialect)
    if (key) table = withForeignKey(table, key, dialect)
  }
  for (const index of modelIndexes(model, fields, name, state, dialect))
    table = withIndex(table, index, dialect)
  return table
}

function bareTable(
  model: Model,
  name: string,
  fields: readonly Field[],
  state: ProjectState,
  dialect: Dialect,
): Table {
  const columns = new Map<string, Column>()
  for (const field of fields) {
    const column = columnFor(field, model, state, dialect)
    if (column) columns.set(column.name, column)
  }
  const comment = FEATURES[dialect].supportsComments ? model.options.dbTableComment : undefined
  return {
    name,
    columns,
    primaryKey: primaryKeyFields(model, state).map(columnName),
    indexes: [],
    uniques: [],
    checks: [],
    foreignKeys: [],
    exclusions: [],
    ...(comment !== undefined && comment !== '' && { comment }),
    model: modelKey(model.app, model.name),
  }
}

function inlineUniques(table: string, fields: readonly Field[], dialect: Dialect): readonly Unique[] {
  return fields
    .filter((field) => field.unique && !field.primaryKey)
    .map((field) => inlineUnique(table, columnName(field), dialect))
}

/** `UNIQUE` inside a column's definition: the database chooses the name. */
export function inlineUnique(table: string, column: string, dialect: Dialect): Unique {
  const names: Readonly<Record<Dialect, string | undefined>> = {
    postgresql: postgresObjectName(table, column, 'key'),
    mysql: column,
    mariadb: column,
    sqlite: undefined,
  }
  return { name: names[dialect], columns: [column], uses: [column] }
}

/** `CHECK` inside a column's definition, and the one that MariaDB adds to json. */
export function inlineChecks(
  table: Table,
  field: Field,
  state: ProjectState,
  dialect: Dialect,
): readonly Check[] {
  const column = columnName(field)
  const isOwn = field.kind !== 'relation'
  const sql = isOwn
    ? ownCheck(field, dialect).sql
    : mariadbTypeCheck(columnType(field, state, dialect), column, dialect)
  if (sql === undefined) return []
  const name = inlineCheckName(table.name, column, dialect, table.checks.length)
  return [{ name, sql, columns: [column], ...(dialect === 'mariadb' && { inColumn: true }) }]
}

/** Of a field that points to nothing: told by the field alone. */
const ownCheck = byField((field, dialect): Pick<Check, 'sql'> => {
  const column = columnName(field)
  return {
    sql:
      typeCheck(field, column, dialect) ??
      mariadbTypeCheck(columnType(field, NOWHERE, dialect), column, dialect),
  }
})

/** `CHECK` inside a column's definition: the name that the database chooses; MySQL numbers them in a table. */
export function inlineCheckName(
  table: string,
  column: string,
  dialect: Dialect,
  checksBefore = 0,
): string | undefined {
  switch (dialect) {
    case 'postgresql':
      return postgresObjectName(table, column, 'check')
    case 'mysql':
      return `${table}_chk_${checksBefore + 1}`
    case 'mariadb':
      return column
    case 'sqlite':
      return undefined
  }
}

export function withRule(table: Table, rule: TableRule | undefined, dialect: Dialect): Table {
  switch (rule?.kind) {
    case undefined:
      return table
    case 'unique':
      return withUnique(table, rule.unique, dialect)
    case 'check':
      return withCheck(table, rule.check)
    case 'exclusion':
      return { ...table, exclusions: [...table.exclusions, rule.exclusion] }
  }
}

/** One set of unique_together. On SQLite it is an index (`sql_create_unique` of its schema editor). */
export function uniqueTogether(
  names: readonly string[],
  table: string,
  model: Model,
  state: ProjectState,
  dialect: Dialect,
): Unique {
  const columns = fieldColumns(names, model, state)
  const index = dialect === 'sqlite' ? ({ index: true } as const) : {}
  return { name: uniqueName(table, columns, dialect), columns, uses: columns, ...index }
}

export function fieldColumns(names: readonly string[], model: Model, state: ProjectState): readonly string[] {
  return names.map((name) => {
    const found = findField(model, state, name)
    return found ? columnName(found.field) : name
  })
}

/** The key of a relation, under Django's name; undefined where there is none or its target cannot be told. */
export function foreignKeyFor(
  field: Field,
  table: string,
  state: ProjectState,
  dialect: Dialect,
): ForeignKey | undefined {
  if (field.kind !== 'relation' || field.relation?.dbConstraint !== true) return undefined
  const { at, holder } = keyTargetOf(field, state) ?? {}
  if (at === undefined || holder === undefined) return undefined
  const toTable = tableName(holder, dialect)
  const toColumn = columnName(at.field)
  const column = columnName(field)
  const { namesForeignKeys } = FEATURES[dialect]
  return {
    name: namesForeignKeys ? foreignKeyName(table, column, toTable, toColumn, dialect) : undefined,
    column,
    toTable,
    toColumn,
    onDelete: 'no-action',
  }
}

/** `_model_indexes_sql`, and index_together, which Django adds after it. */
function modelIndexes(
  model: Model,
  fields: readonly Field[],
  table: string,
  state: ProjectState,
  dialect: Dialect,
): readonly Index[] {
  const own = fields.flatMap((field) => fieldIndexes(field, table, state, dialect))
  const named = model.options.indexes.flatMap((rule) => {
    const index = indexFor(rule, model, state, table, dialect)
    return index ? [index] : []
  })
  const together = model.options.indexTogether.map((names) =>
    plainIndex(table, fieldColumns(names, model, state), '_idx', dialect),
  )
  return [...own, ...named, ...together]
}

/** `_field_indexes_sql`: that of db_index, and PostgreSQL's second one for LIKE. */
export function fieldIndexes(
  field: Field,
  table: string,
  state: ProjectState,
  dialect: Dialect,
): readonly Index[] {
  const column = columnName(field)
  const like = likeIndex(field, table, state, dialect)
  const plain = wantsIndex(field) && !isServedOtherwise(field, state, dialect)
  return [...(plain ? [plainIndex(table, [column], '', dialect)] : []), ...(like ? [like] : [])]
}

/** `_field_should_be_indexed` of MySQL: keys have an index of their own, long types cannot have one. */
function isServedOtherwise(field: Field, state: ProjectState, dialect: Dialect): boolean {
  if (!isMysql(dialect)) return false
  const isKey = field.kind === 'relation' && field.relation?.oneToOne === false && field.relation.dbConstraint
  const type = columnType(field, state, dialect)
  return isKey || (type.kind === 'known' && isLimitedType(type.sql))
}

export function plainIndex(
  table: string,
  columns: readonly string[],
  suffix: string,
  dialect: Dialect,
): Index {
  return {
    name: indexName(table, columns, suffix, dialect),
    parts: columns.map((column) => ({ column })),
    columns,
  }
}

/**
 * Django asks the database. Those that PostgreSQL brings along are (C, POSIX, en_US.utf8, und-x-icu); one that a
 * project makes for itself (CreateCollation) is made to ignore case, which no deterministic collation does.
 */
function isDeterministic(collation: string | undefined): boolean {
  return (
    collation === undefined ||
    /^(C|POSIX|default|ucs_basic|unicode|[a-z]{2,3}(_\w+)?(\.\w+)?|[\w-]+-x-icu)$/i.test(collation)
  )
}

/** `_create_like_index_sql` of django/db/backends/postgresql/schema.py. */
export function likeIndex(
  field: Field,
  table: string,
  state: ProjectState,
  dialect: Dialect,
): Index | undefined {
  if (dialect !== 'postgresql' || !hasColumn(field) || !(field.dbIndex || isUnique(field))) return undefined
  const type = columnType(field, state, dialect)
  const sql = type.kind === 'known' && !type.sql.includes('[') ? type.sql : ''
  const opclass = sql.startsWith('varchar')
    ? 'varchar_pattern_ops'
    : sql.startsWith('text')
      ? 'text_pattern_ops'
      : ''
  if (opclass === '' || !isDeterministic(columnCollation(field, state))) return undefined
  const column = columnName(field)
  return { name: likeIndexName(table, column), parts: [{ column, opclass }], columns: [column] }
}
