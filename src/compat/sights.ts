import { inOrderOf } from '../core/persistent-map'
import { tablesPointingAt } from '../django/inbound'
import type { ForeignKey, Schema, Table, View } from '../django/schema'
import type { KnownTables } from './known-tables'
import { physicalTable, sightOf, type Sight } from './own-names'
import type { InboundKey } from './rules/rule'

/** What code sees of a schema, table by table, as `underNamesOf` tells it of the whole. */
export interface Sights {
  /** The table that code knows by a name. */
  readonly table: (name: string) => Table | undefined
  /** The keys that point at it; only those of some tables, as the database calls them, where these are given. */
  readonly inbound: (name: string, from?: ReadonlySet<string>) => readonly InboundKey[]
}

export function sightsFor(known: KnownTables, schema: Schema): Sights {
  const seen = new Map<string, Sight | undefined>()
  const sight = (physical: string): Sight | undefined => {
    if (!seen.has(physical)) seen.set(physical, sightOfTable(known, schema, physical))
    return seen.get(physical)
  }
  const shown = (there: Table): Table => {
    const own = sight(there.name)?.table ?? there
    const isOtherwise = own.foreignKeys.some(({ toTable }) => sight(toTable) !== undefined)
    return isOtherwise ? { ...own, foreignKeys: own.foreignKeys.map((key) => pointed(key, sight)) } : own
  }
  const table = (name: string): Table | undefined => {
    const there = physicalTable(schema, name)
    const found = there && shown(there)
    return found?.name === name ? found : undefined
  }
  const inbound: Sights['inbound'] = (name, from) => {
    const there = physicalTable(schema, name)?.name ?? name
    const pointing = from === undefined ? tablesPointingAt(schema, there) : tablesOf(schema, from)
    return pointing
      .map(shown)
      .flatMap((each) =>
        each.foreignKeys.filter(({ toTable }) => toTable === name).map((key) => ({ table: each, key })),
      )
  }
  return { table, inbound }
}

function tablesOf({ tables }: Schema, names: ReadonlySet<string>): readonly Table[] {
  return inOrderOf(names, tables).flatMap((name) => tables.get(name) ?? [])
}

/** How code sees a table of the database, where that is otherwise than it is. */
function sightOfTable(known: KnownTables, schema: Schema, physical: string): Sight | undefined {
  const there = schema.tables.get(physical)
  if (there === undefined) return undefined
  const own = schema.views?.has(physical) === true ? undefined : known.get(physical)
  if (own !== undefined) return there.twins && sightOf(own, there, undefined, schema.dialect)
  const view = known.last(viewsOf(schema, physical))
  const expected = view && known.get(view.name)
  return expected && sightOf(expected, there, view, schema.dialect)
}

/** The views that show a table. */
export function viewsOf({ views }: Pick<Schema, 'views'>, table: string): readonly View[] {
  return views === undefined ? [] : [...views.values()].filter((view) => view.table === table)
}

function pointed(key: ForeignKey, sightOn: (table: string) => Sight | undefined): ForeignKey {
  const sight = sightOn(key.toTable)
  if (sight === undefined) return key
  const toColumn = sight.columns.get(key.toColumn) ?? key.toColumn
  return { ...key, toTable: sight.table.name, toColumn }
}
