import type { Dialect } from '../core/dialect'
import type { ForeignKey, Schema, Table, Twin, Unique, View } from '../django/schema'
import { withRenamedColumn } from '../django/table-changes'
import { isOne } from './twins'

/**
 * The schema under the names by which code with these tables knows it: a table that it knows by a view has the name of
 * the view, and the two columns of a twin are one, with all the rules over either, under the name that the code knows.
 * Code that knows both of them, and twins that are not one column, are left as they are.
 */
export function underNamesOf(known: ReadonlyMap<string, Table>, schema: Schema): Schema {
  const sights = sightsOf(known, schema)
  if (sights.size === 0) return schema
  const tables = [...schema.tables.values()].map((table): [string, Table] => {
    const own = sights.get(table.name)?.table ?? table
    return [own.name, { ...own, foreignKeys: own.foreignKeys.map((key) => pointedKey(key, sights)) }]
  })
  return { ...schema, tables: new Map(tables) }
}

/** The table as the database has it, whatever code calls it. */
export function physicalTable(schema: Schema, name: string): Table | undefined {
  return schema.tables.get(schema.views?.get(name)?.table ?? name)
}

/** `shop_product.owner_id`: the same for all code, whatever it calls the table and the column. */
export function physicalColumn(schema: Schema, table: string, column: string): string {
  const there = physicalTable(schema, table)
  const twin = there?.twins?.find((each) => each.twin === column)
  return `${there?.name ?? table}.${twin?.column ?? column}`
}

/** A table as code sees it. */
export interface Sight {
  readonly table: Table
  /** What it calls columns, by the names that keys of the database point at. */
  readonly columns: ReadonlyMap<string, string>
}

/** By the name that the database has for the table; only those that are seen otherwise than they are. */
function sightsOf(known: ReadonlyMap<string, Table>, schema: Schema): ReadonlyMap<string, Sight> {
  const sights = [...known.values()].flatMap((expected): readonly [string, Sight][] => {
    const view = schema.views?.get(expected.name)
    const there = physicalTable(schema, expected.name)
    if (there === undefined || (view === undefined && there.twins === undefined)) return []
    if (view !== undefined && known.has(view.table)) return []
    return [[there.name, sightOf(expected, there, view, schema.dialect)]]
  })
  return new Map(sights)
}

/** A table as code sees it that expects it so, by a view or by its own name. */
export function sightOf(expected: Table, there: Table, view: View | undefined, dialect: Dialect): Sight {
  const isSeenAsOne = (twin: Twin): boolean =>
    isOne(twin, there, dialect) && !(expected.columns.has(twin.column) && expected.columns.has(twin.twin))
  const pairs = (there.twins ?? []).filter(isSeenAsOne).map((twin) => pairOf(twin, expected))
  const merged = pairs.reduce((table, pair) => merge(table, pair, dialect), there)
  const twins = (there.twins ?? []).filter((twin) => !isSeenAsOne(twin))
  const table = { ...merged, name: expected.name, twins }
  return {
    table: view === undefined ? table : throughView(table, view, expected),
    columns: new Map(pairs.map(({ other, own }) => [other, own])),
  }
}

/** A twin as code sees it: by one name. */
interface Pair {
  readonly twin: string
  readonly own: string
  readonly other: string
}

function pairOf({ column, twin }: Twin, { columns }: Table): Pair {
  return columns.has(twin) ? { twin, own: twin, other: column } : { twin, own: column, other: twin }
}

/** Both are equal, so that a rule over one of them is one over the other as well. */
function merge(table: Table, { twin, own, other }: Pair, dialect: Dialect): Table {
  const columns = new Map(table.columns)
  columns.delete(twin)
  const isCopy = table.uniques.map(({ uses }) => uses?.includes(twin) === true)
  const renamed = withRenamedColumn({ ...table, columns }, other, own, dialect)
  const originals = new Set(renamed.uniques.filter((_, at) => isCopy[at] !== true).map(saidOf))
  const uniques = renamed.uniques.filter(
    (unique, at) => isCopy[at] !== true || !originals.has(saidOf(unique)),
  )
  return { ...renamed, uniques }
}

/** What a unique rule says, whatever its name, and wherever that was written. */
function saidOf({ columns, sql }: Unique): string {
  if (sql === undefined) return JSON.stringify(columns)
  return JSON.stringify([sql.parts, sql.include, sql.nullsDistinct, sql.with, sql.where, sql.deferrable])
}

/** Columns that a view does not show are not there for those who need them, and all the more for those who do not. */
function throughView(table: Table, view: View, expected: Table): Table {
  const columns = [...table.columns].filter(
    ([name]) => view.columns.includes(name) || !expected.columns.has(name),
  )
  return { ...table, columns: new Map(columns) }
}

function pointedKey(key: ForeignKey, sights: ReadonlyMap<string, Sight>): ForeignKey {
  const sight = sights.get(key.toTable)
  if (sight === undefined) return key
  return {
    ...key,
    toTable: sight.table.name,
    toColumn: sight.columns.get(key.toColumn) ?? key.toColumn,
  }
}
