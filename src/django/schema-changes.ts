import { withEntry } from '../core/persistent-map'
import { tablesPointingAt } from './inbound'
import { notApplicable, requireColumn, requireTable } from './require'
import type { ForeignKey, Schema, Table } from './schema'
import { withRenamedColumn } from './table-changes'

/** What single changes make of a schema beyond their own table. */

export function withTable(schema: Schema, table: Table): Schema {
  return { ...schema, tables: withEntry(schema.tables, table.name, table) }
}

/** The schema with every key that points to a table changed. */
export function mapKeys(schema: Schema, toTable: string, change: (key: ForeignKey) => ForeignKey): Schema {
  let tables = schema.tables
  for (const table of tablesPointingAt(schema, toTable)) {
    const foreignKeys = table.foreignKeys.map((key) => (key.toTable === toTable ? change(key) : key))
    tables = withEntry(tables, table.name, { ...table, foreignKeys })
  }
  return { ...schema, tables }
}

/**
 * A column under another name, in its table and in the keys of all tables that point at it.
 *
 * @throws Refusal `not-applicable` where there is no such column, or one of the new name
 */
export function renamedColumn(schema: Schema, tableName: string, from: string, to: string): Schema {
  const table = requireTable(schema, tableName)
  requireColumn(table, from)
  if (table.columns.has(to)) throw notApplicable(`the table ${tableName} already has a column ${to}`)
  const renamed = withTable(schema, withRenamedColumn(table, from, to, schema.dialect))
  return mapKeys(renamed, tableName, (key) => (key.toColumn === from ? { ...key, toColumn: to } : key))
}
