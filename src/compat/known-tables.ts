import type { Dialect } from '../core/dialect'
import { inOrderOf } from '../core/persistent-map'
import { relationsIn, tablesIn } from '../django/model-facts'
import type { Schema, Table, View } from '../django/schema'
import type { ModelKey, ProjectState } from '../django/state'
import { physicalColumn } from './own-names'

/** The tables that code of a state knows, looked up one by one. */
export interface KnownTables {
  /** Of several of one name, that of the last model. */
  readonly get: (name: string) => Table | undefined
  /** The models that have one of these tables, in the order of the state. */
  readonly owners: (names: Iterable<string>) => readonly ModelKey[]
  /** All tables of a model. */
  readonly of: (key: ModelKey) => readonly Table[]
  /** Of some views, the last one that code knows as a table. */
  readonly last: (views: readonly View[]) => View | undefined
}

export function knownTables(state: ProjectState, dialect: Dialect): KnownTables {
  const { facts, owners: ownersOf } = tablesIn(state, dialect)
  const of = (key: ModelKey): readonly Table[] => facts.get(key)?.tables ?? []
  const owners = (names: Iterable<string>): readonly ModelKey[] => {
    const keys = [...names].flatMap((name) => [...(ownersOf.get(name)?.keys() ?? [])])
    return keys.length < 2 ? keys : inOrderOf(new Set(keys), state.models)
  }
  const get = (name: string): Table | undefined => {
    const key = owners([name]).at(-1)
    return key && of(key).findLast((table) => table.name === name)
  }
  const last = (views: readonly View[]): View | undefined => {
    const shown = views.filter(({ name }) => ownersOf.has(name))
    if (shown.length < 2) return shown[0]
    const names = owners(shown.map(({ name }) => name)).flatMap((key) => of(key).map(({ name }) => name))
    const inOrder = [...new Set(names)]
    return shown.toSorted((one, other) => inOrder.indexOf(one.name) - inOrder.indexOf(other.name)).at(-1)
  }
  return { get, owners, of, last }
}

/** Whether code of a state knows a foreign key in a column of the database, whatever it calls them. */
export function knowsKey(state: ProjectState, schema: Schema, table: string, column: string): boolean {
  const { facts, relating } = relationsIn(state, schema.dialect)
  const wanted = physicalColumn(schema, table, column)
  return namesOf(schema, table).some((name) =>
    [...(relating.get(name)?.keys() ?? [])].some((key) =>
      facts
        .get(key)
        ?.relations.some(
          (each) =>
            each.table === name && each.columns.some((own) => physicalColumn(schema, name, own) === wanted),
        ),
    ),
  )
}

/** All names of a table: its own, and those of the views that show it. */
export function namesOf({ tables, views }: Schema, name: string): readonly string[] {
  const physical = views?.get(name)?.table ?? name
  if (views === undefined || !tables.has(physical)) return [name]
  const shown = [...views.values()].filter(({ table }) => table === physical)
  return [physical, ...shown.map((view) => view.name)]
}
