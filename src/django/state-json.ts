import type { Dialect } from '../core/dialect'
import { columnName, hasColumn } from './columns'
import { expressionText } from './expression-text'
import type { Check, Column, ColumnDefault, ForeignKey, Index, KeyPart, Table, Unique, View } from './schema'
import type { Snapshot } from './snapshot'
import type { Field, Model, NamedRule, Relation } from './state'
import { tableName } from './table-name'

/** A change that would break a reader of the JSON raises it. */
export const STATE_JSON_VERSION = 1

export type StateJson = ReturnType<typeof stateJson>

/**
 * A snapshot as the JSON that `bgsplit state --format json` prints; docs/state-json.md says what each key means.
 * Models and tables are sorted by name, fields and columns stand in their order, rules are sorted by name.
 */
export function stateJson({ state, schema }: Snapshot) {
  const models = [...state.models].sort(byKey)
  const tables = [...schema.tables].sort(byKey)
  return {
    version: STATE_JSON_VERSION,
    dialect: schema.dialect,
    models: Object.fromEntries(models.map(([key, model]) => [key, modelJson(model, schema.dialect)])),
    tables: Object.fromEntries(tables.map(([name, table]) => [name, tableJson(table)])),
    views: Object.fromEntries(
      [...(schema.views ?? [])].sort(byKey).map(([name, view]) => [name, viewJson(view)]),
    ),
  }
}

export type ModelJson = ReturnType<typeof modelJson>
export type FieldJson = ReturnType<typeof fieldJson>
export type TableJson = ReturnType<typeof tableJson>
export type ColumnJson = ReturnType<typeof columnJson>

function byKey([left]: readonly [string, unknown], [right]: readonly [string, unknown]): number {
  return left < right ? -1 : 1
}

function modelJson(model: Model, dialect: Dialect) {
  const { app, name, options, bases, fields } = model
  return {
    app,
    name,
    table: tableName(model, dialect),
    table_comment: options.dbTableComment ?? null,
    managed: options.managed,
    proxy: options.proxy,
    swappable: options.swappable ?? null,
    bases,
    unique_together: options.uniqueTogether,
    index_together: options.indexTogether,
    order_with_respect_to: options.orderWithRespectTo ?? null,
    fields: [...fields.values()].map(fieldJson),
    indexes: options.indexes.map(ruleJson),
    constraints: options.constraints.map(ruleJson),
  }
}

function fieldJson(field: Field) {
  return {
    name: field.name,
    class: field.className,
    column: hasColumn(field) ? columnName(field) : null,
    null: field.null,
    primary_key: field.primaryKey,
    unique: field.unique,
    index: field.dbIndex,
    default: field.default === undefined ? null : expressionText(field.default),
    db_default: field.dbDefault === undefined ? null : expressionText(field.dbDefault),
    relation: field.relation === undefined ? null : relationJson(field.relation),
    source: expressionText(field.source),
  }
}

function relationJson(relation: Relation) {
  return {
    to: relation.to ?? null,
    to_field: relation.toField ?? null,
    through: relation.through ?? null,
    db_constraint: relation.dbConstraint,
  }
}

function ruleJson({ name, className, source }: NamedRule) {
  return { name, class: className, source: expressionText(source) }
}

function tableJson(table: Table) {
  return {
    model: table.model ?? null,
    comment: table.comment ?? null,
    columns: [...table.columns.values()].map(columnJson),
    primary_key: table.primaryKey,
    indexes: byName(table.indexes).map(indexJson),
    uniques: byName(table.uniques).map(uniqueJson),
    checks: byName(table.checks).map(checkJson),
    exclusions: byName(table.exclusions).map(({ name, columns }) => ({
      name: name ?? null,
      columns: columns ?? null,
    })),
    foreign_keys: byName(table.foreignKeys).map(foreignKeyJson),
    twins: byName(table.twins ?? []).map(({ name, column, twin }) => ({ name, column, twin })),
  }
}

function viewJson({ table, columns }: View) {
  return { table, columns }
}

function columnJson(column: Column) {
  return {
    name: column.name,
    // Undefined types are those of field classes that bgsplit does not know.
    type: column.type.kind === 'known' ? column.type.sql : null,
    null: column.nullable,
    identity: column.identity,
    default: column.default === undefined ? null : defaultJson(column.default),
    generated: column.generated === undefined ? null : expressionText(column.generated.expression),
    collation: column.collation ?? null,
    comment: column.comment ?? null,
  }
}

function defaultJson(value: ColumnDefault) {
  return value.kind === 'sql'
    ? { kind: 'sql' as const, text: value.sql }
    : { kind: 'python' as const, text: expressionText(value.expression) }
}

function indexJson(index: Index) {
  return {
    name: index.name ?? null,
    method: index.method ?? 'btree',
    parts: index.parts.map(partJson),
    columns: index.columns ?? null,
    implicit: index.implicit === true,
  }
}

function partJson(part: KeyPart) {
  return { column: part.column, descending: part.descending ?? false, opclass: part.opclass ?? null }
}

function uniqueJson({ name, columns, index }: Unique) {
  return {
    name: name ?? null,
    columns,
    kept_as: index === true ? ('index' as const) : ('constraint' as const),
  }
}

function checkJson({ name, sql, columns }: Check) {
  return { name: name ?? null, sql: sql ?? null, columns: columns ?? null }
}

function foreignKeyJson(key: ForeignKey) {
  return {
    name: key.name ?? null,
    column: key.column,
    to_table: key.toTable,
    to_column: key.toColumn,
    on_delete: key.onDelete,
  }
}

/** By name; those that the database names come first, as they stand. */
function byName<T extends { readonly name: string | undefined }>(rules: readonly T[]): readonly T[] {
  return [...rules].sort((left, right) => {
    const [a, b] = [left.name ?? '', right.name ?? '']
    return a === b ? 0 : a < b ? -1 : 1
  })
}
