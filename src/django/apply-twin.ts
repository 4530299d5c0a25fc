import type { Change } from './changes'
import { dropColumn } from './drop-column'
import { twinOwner } from './guards'
import { notApplicable, requireColumn, requireNotShown, requireTable } from './require'
import type { Schema, Table, Twin } from './schema'
import { renamedColumn, withTable } from './schema-changes'

type ChangeOf<K extends Change['kind']> = Extract<Change, { readonly kind: K }>

/**
 * Triggers that keep two columns of a table equal.
 *
 * @throws Refusal `not-applicable` where a column is missing, or the name is taken
 */
export function addTwin(schema: Schema, { table: name, twin }: ChangeOf<'add-twin'>): Schema {
  const table = requireTable(schema, name)
  for (const column of [twin.column, twin.twin]) requireColumn(table, column)
  const owner = twinOwner(schema, undefined, twin.name)
  if (owner !== undefined) throw notApplicable(`the table ${owner.name} already has a trigger ${twin.name}`)
  return withTable(schema, { ...table, twins: [...(table.twins ?? []), twin] })
}

/** @throws Refusal `not-applicable` where there are no such triggers */
export function dropTwin(schema: Schema, { table: name, twin }: ChangeOf<'drop-twin'>): Schema {
  const table = twinOwner(schema, name, twin.name)
  if (table === undefined) throw notApplicable(`there is no trigger ${twin.name}`)
  return withTable(
    schema,
    withoutTwins(table, (each) => each.name === twin.name),
  )
}

/**
 * The twin column goes with its triggers and the copies of indexes over it, and the column that has the rules takes its
 * name: all that names it names it so from then on. A schema in which that is done stays as it is.
 *
 * @throws Refusal `not-applicable` where the twin column is missing, or the database would not drop it
 */
export function settleTwin(schema: Schema, { table: name, twin }: ChangeOf<'settle-twin'>): Schema {
  const { column, twin: other } = twin
  const table = requireTable(schema, name)
  requireColumn(table, other)
  if (!table.columns.has(column)) return schema
  requireNotShown(schema, name, column)
  const freed = withoutTwins(table, (each) => each.column === column && each.twin === other)
  const dropped = dropColumn(schema, withoutCopies(freed, other), other)
  return renamedColumn(withTable(schema, dropped), name, column, other)
}

/** Named one by one in the statement, or MySQL would keep what is left of one over several columns. */
export function copiesOver(table: Table | undefined, column: string): readonly string[] {
  const rules = [
    ...(table?.indexes.filter((index) => index.columns?.includes(column) === true) ?? []),
    ...(table?.uniques.filter((unique) => unique.uses?.includes(column) === true) ?? []),
  ]
  return rules.flatMap(({ name }) => (name === undefined ? [] : [name]))
}

function withoutCopies(table: Table, column: string): Table {
  const copies = new Set<string | undefined>(copiesOver(table, column))
  return {
    ...table,
    indexes: table.indexes.filter(({ name }) => !copies.has(name)),
    uniques: table.uniques.filter(({ name }) => !copies.has(name)),
  }
}

function withoutTwins(table: Table, isGone: (twin: Twin) => boolean): Table {
  const { twins = [], ...rest } = table
  const left = twins.filter((twin) => !isGone(twin))
  return left.length === 0 ? rest : { ...rest, twins: left }
}

/**
 * Each of two columns under the name of the other, if the one was there before the other: rules follow their columns, the
 * text of triggers does not.
 *
 * @throws Refusal `not-applicable` where one is missing, or a view shows it under its name
 */
export function swapColumns(schema: Schema, { table: name, one, other }: ChangeOf<'swap-columns'>): Schema {
  const table = requireTable(schema, name)
  for (const column of [one, other]) requireColumn(table, column)
  const columns = [...table.columns.keys()]
  if (columns.indexOf(one) > columns.indexOf(other)) return schema
  for (const column of [one, other]) requireNotShown(schema, name, column)
  const renames = [
    [one, SWAPPED],
    [other, one],
    [SWAPPED, other],
  ] as const
  return renames.reduce((result, [from, to]) => renamedColumn(result, name, from, to), schema)
}

/** What a column is called while two of them swap their names. */
export const SWAPPED = 'bgsplit_swapped'
