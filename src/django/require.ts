import { Refusal } from '../core/errors'
import type { Column, Schema, Table } from './schema'

/** A change that the database would refuse. */
export function notApplicable(reason: string): Refusal {
  return new Refusal({
    code: 'not-applicable',
    reason,
    wayOut:
      'check the migrations before this one: their history does not lead to a database that this step fits',
  })
}

/** @throws Refusal `not-applicable` where the schema has no such table */
export function requireTable(schema: Schema, name: string): Table {
  const table = schema.tables.get(name)
  if (table === undefined) throw notApplicable(`there is no table ${name}`)
  return table
}

/** @throws Refusal `not-applicable` where the name is taken */
export function requireUnused(schema: Schema, name: string): void {
  if (schema.tables.has(name)) throw notApplicable(`there already is a table ${name}`)
}

/** @throws Refusal `not-applicable` where the table has no such column */
export function requireColumn(table: Table, name: string): Column {
  const column = table.columns.get(name)
  if (column === undefined) throw notApplicable(`the table ${table.name} has no column ${name}`)
  return column
}
