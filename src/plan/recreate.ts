import type { Change } from '../django/changes'
import type { Schema, Table } from '../django/schema'
import { comesWithKey } from '../sql/inline'

/**
 * The changes that make a column again as this schema has it, with what hangs on it: unique rules, checks, indexes
 * and keys, in the order in which they can be added.
 */
export function recreateColumn(schema: Schema, tableName: string, columnName: string): readonly Change[] {
  const table = schema.tables.get(tableName)
  const column = table?.columns.get(columnName)
  if (table === undefined || column === undefined) return []
  return [{ kind: 'add-column', table: tableName, column }, ...columnRules(table, columnName)]
}

function columnRules(table: Table, column: string): readonly Change[] {
  const on = { table: table.name }
  const uses = (columns: readonly string[] | undefined): boolean => columns?.includes(column) === true
  return [
    ...table.uniques
      .filter((unique) => uses(unique.uses ?? unique.columns))
      .map((unique) => ({ kind: 'add-unique', ...on, unique }) as const),
    ...table.checks
      .filter((check) => uses(check.columns))
      .map((check) => ({ kind: 'add-check', ...on, check }) as const),
    ...table.indexes
      .filter((index) => uses(index.columns) && !comesWithKey(table, index))
      .map((index) => ({ kind: 'add-index', ...on, index }) as const),
    ...table.foreignKeys
      .filter((key) => key.column === column)
      .map((foreignKey) => ({ kind: 'add-foreign-key', ...on, foreignKey }) as const),
  ]
}
