import { isDeepStrictEqual } from 'node:util'
import { Refusal } from '../core/errors'
import type { Column, ColumnType, Schema, Table, View } from './schema'

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
  if (table === undefined) {
    throw notApplicable(
      schema.views?.has(name) ? `${name} is a view, and no table` : `there is no table ${name}`,
    )
  }
  return table
}

/** @throws Refusal `not-applicable` where the name is taken: tables and views share theirs */
export function requireUnused(schema: Schema, name: string): void {
  if (schema.tables.has(name)) throw notApplicable(`there already is a table ${name}`)
  if (schema.views?.has(name)) throw notApplicable(`there already is a view ${name}`)
}

/** @throws Refusal `not-applicable` where the table has no such column */
export function requireColumn(table: Table, name: string): Column {
  const column = table.columns.get(name)
  if (column === undefined) throw notApplicable(`the table ${table.name} has no column ${name}`)
  return column
}

/** @throws Refusal `not-applicable` where it is a view, to which no key can point */
export function requireNoView(schema: Schema, name: string): void {
  if (schema.views?.has(name)) throw notApplicable(`${name} is a view, to which no foreign key can point`)
}

/** @throws Refusal `not-applicable` where a view shows the table */
export function requireNoViewOf(schema: Schema, table: string): void {
  const view = viewsOf(schema, table)[0]
  if (view) throw notApplicable(`the view ${view.name} shows the table ${table}`)
}

/**
 * PostgreSQL does not drop a column that a view shows, and a view goes on showing one that is renamed under its old name;
 * on MySQL nobody can use the view any more.
 *
 * @throws Refusal `not-applicable` where a view shows the column
 */
export function requireNotShown(schema: Schema, table: string, column: string): void {
  const view = viewsOf(schema, table).find(({ columns }) => columns.includes(column))
  if (view) throw notApplicable(`the view ${view.name} shows the column ${table}.${column}`)
}

/** @throws Refusal `not-applicable` where PostgreSQL has the type of a column in the definition of a view */
export function requireTypeFree(
  schema: Schema,
  table: Table,
  { name, type }: Column,
  to: ColumnType | undefined,
): void {
  const changes = to !== undefined && !isDeepStrictEqual(type, to)
  if (changes && schema.dialect === 'postgresql') requireNotShown(schema, table.name, name)
}

/**
 * The text of triggers does not follow a column: on what is written next, they fail.
 *
 * @throws Refusal `not-applicable` where a trigger names the column
 */
export function requireNoTwin(table: Table, column: string): void {
  const twin = table.twins?.find((each) => each.column === column || each.twin === column)
  if (twin)
    throw notApplicable(`the trigger ${twin.name} of the table ${table.name} names the column ${column}`)
}

function viewsOf(schema: Schema, table: string): readonly View[] {
  return [...(schema.views?.values() ?? [])].filter((view) => view.table === table)
}
