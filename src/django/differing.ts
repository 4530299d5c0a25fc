import { differingKeys, inOrderOf } from '../core/persistent-map'
import type { Schema, Table } from './schema'

/** The tables of a schema that another has otherwise, or not at all, in the order of the schema. */
export function tablesThatDiffer(
  schema: Pick<Schema, 'tables'>,
  from: Pick<Schema, 'tables'>,
): readonly Table[] {
  const names = differingKeys(schema.tables, from.tables)
  return inOrderOf(names, schema.tables).flatMap((name) => schema.tables.get(name) ?? [])
}

/** A column, or a table where no column is told. */
export interface PlaceName {
  readonly table: string
  readonly column?: string
}

/** `shop_product.rating`, or the name of a table. */
export function textOfPlace({ table, column }: PlaceName): string {
  return column === undefined ? table : `${table}.${column}`
}

/**
 * The tables and columns of a schema that another lacks, in its order: a table comes before its columns. Only what the
 * two do not share is looked at.
 */
export function placesLacking(schema: Schema, from: Schema): readonly PlaceName[] {
  return tablesThatDiffer(schema, from).flatMap(({ name: table, columns }): readonly PlaceName[] => {
    const there = from.tables.get(table)
    const missing = [...columns.keys()].filter((column) => there?.columns.has(column) !== true)
    return [...(there === undefined ? [{ table }] : []), ...missing.map((column) => ({ table, column }))]
  })
}
