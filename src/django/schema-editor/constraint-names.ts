import type { Dialect } from '../../core/dialect'
import { isMysql } from '../backends/features'
import { requireTable } from '../require'
import type { Index, Table } from '../schema'
import type { Editor } from './editor'

/** A row of `get_constraints` (django/db/backends/<backend>/introspection.py). */
interface Constraint {
  readonly name: string
  readonly columns: readonly string[]
  readonly primaryKey: boolean
  readonly unique: boolean
  readonly index: boolean
  readonly check: boolean
  readonly foreignKey: boolean
  /** `idx` for the sort of index that db_index makes. */
  readonly type?: string
}

/** What `_constraint_names` is asked for; what is left out does not matter. */
export interface ConstraintFilter {
  readonly primaryKey?: boolean
  readonly unique?: boolean
  readonly index?: boolean
  readonly check?: boolean
  readonly foreignKey?: true
  readonly type?: string
  readonly exclude?: ReadonlySet<string>
}

/** `_constraint_names` of django/db/backends/base/schema.py, looked up in the schema as Django does in the database. */
export function constraintNames(
  editor: Editor,
  tableName: string,
  columns: readonly string[],
  filter: ConstraintFilter,
): readonly string[] {
  const found = constraintsOf(requireTable(editor.schema, tableName), editor.dialect).filter(
    (row) => sameNames(row.columns, columns) && fits(row, filter),
  )
  return [...new Set(found.map(({ name }) => name))]
}

/** Names of indexes, unique ones too, that begin with a column: `_create_missing_fk_index` of MySQL. */
export function indexesBeginningWith(editor: Editor, tableName: string, column: string): readonly string[] {
  const rows = constraintsOf(requireTable(editor.schema, tableName), editor.dialect)
  return [...new Set(rows.filter((row) => row.index && row.columns[0] === column).map(({ name }) => name))]
}

function sameNames(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((name, position) => name === right[position])
}

function fits(row: Constraint, filter: ConstraintFilter): boolean {
  return (
    (filter.primaryKey === undefined || row.primaryKey === filter.primaryKey) &&
    (filter.unique === undefined || row.unique === filter.unique) &&
    (filter.index === undefined || row.index === filter.index) &&
    (filter.check === undefined || row.check === filter.check) &&
    (filter.foreignKey === undefined || row.foreignKey) &&
    (filter.type === undefined || row.type === filter.type) &&
    filter.exclude?.has(row.name) !== true
  )
}

const ROW = { primaryKey: false, unique: false, index: false, check: false, foreignKey: false }

/**
 * Whether Django finds the constraints of a table: it asks the catalogue for `db_table` as it stands, so that one with
 * quotes of its own (`"hr"."staff"`) is never found (`get_constraints` of each backend's introspection.py).
 */
export function findsConstraints(tableName: string, dialect: Dialect): boolean {
  if (dialect === 'sqlite') return true
  return !(isMysql(dialect) ? /^`.*`$/ : /^".*"$/).test(tableName)
}

function constraintsOf(table: Table, dialect: Dialect): readonly Constraint[] {
  if (!findsConstraints(table.name, dialect)) return []
  const mysql = isMysql(dialect)
  const primaryKey: Constraint = {
    ...ROW,
    name: mysql ? 'PRIMARY' : '__primary__',
    columns: table.primaryKey,
    primaryKey: true,
    unique: dialect !== 'sqlite',
    index: mysql,
    ...(mysql && { type: 'idx' }),
  }
  const rows: readonly (Omit<Constraint, 'name'> & { readonly name: string | undefined })[] = [
    primaryKey,
    ...table.uniques.map(({ name, columns, index }) => {
      const indexed = mysql || index === true
      return { ...ROW, name, columns, unique: true, index: indexed, ...(indexed && { type: 'idx' }) }
    }),
    // What stands in a column's definition on MariaDB is found, if at all, under a name that does not exist.
    ...table.checks
      .filter((check) => check.inColumn !== true)
      .map(({ name, columns }) => ({ ...ROW, name, columns: columns ?? [], check: true })),
    ...table.foreignKeys.map(({ name, column }) => ({ ...ROW, name, columns: [column], foreignKey: true })),
    ...table.indexes.map((index) => ({
      ...ROW,
      name: index.name,
      columns: index.parts.map(({ column }) => column),
      index: true,
      type: indexType(index),
    })),
  ]
  return rows.flatMap((row) => (row.name === undefined ? [] : [{ ...row, name: row.name }]))
}

function indexType({ name, method = 'btree' }: Index): string {
  return method === 'btree' && name?.endsWith('_btree') !== true ? 'idx' : method
}
