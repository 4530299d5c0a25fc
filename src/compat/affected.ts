import { differingKeys } from '../core/persistent-map'
import { tablesPointingAt } from '../django/inbound'
import { relationsIn, tablesIn, type RelationFacts, type TableFacts } from '../django/model-facts'
import type { Schema, Table } from '../django/schema'
import type { ModelKey, ProjectState } from '../django/state'
import { namesOf } from './known-tables'

/**
 * Tables by the names by which code may know them. With a set, only keys of these tables, as the database calls them,
 * are to be looked at among those that point at it; with undefined, everything is.
 */
export type Places = ReadonlyMap<string, ReadonlySet<string> | undefined>

interface Look {
  readonly state: ProjectState
  readonly schema: Schema
  readonly other?: ProjectState | undefined
}

/** The tables of which code of two states may have something else to say in two schemas. */
export function affectedPlaces(before: Look, after: Look): Places {
  const gathered = new Gathered([before.schema, after.schema])
  for (const name of differingTables(before.schema, after.schema)) gathered.touch(name)
  for (const name of differingModels(before, after)) gathered.touch(name)
  for (const name of differingOthers(before, after)) gathered.touch(name)
  return gathered.places
}

/** Those that differ, and those of which a view differs. */
function differingTables(before: Schema, after: Schema): readonly string[] {
  const views = [before.views ?? NO_VIEWS, after.views ?? NO_VIEWS] as const
  const differing = differingKeys(...views)
  const shown = differing.flatMap((name) => views.flatMap((each) => each.get(name)?.table ?? []))
  return [...differingKeys(before.tables, after.tables), ...differing, ...shown]
}

const NO_VIEWS: NonNullable<Schema['views']> = new Map()

/** The tables of models whose tables differ. */
function differingModels({ state: was, schema }: Look, { state: is }: Look): readonly string[] {
  if (isSame(was, is)) return []
  const both = [tablesIn(was, schema.dialect).facts, tablesIn(is, schema.dialect).facts] as const
  return differing<TableFacts>(...both).flatMap(({ tables }) => tables.map(({ name }) => name))
}

/** The tables of the relations that the other code knows otherwise. */
function differingOthers({ other: was, schema, state }: Look, { other: is }: Look): readonly string[] {
  if (was === is || (was && is && isSame(was, is))) return []
  const nobody = { models: NO_MODELS, settings: state.settings }
  const both = [was ?? nobody, is ?? nobody].map((each) => relationsIn(each, schema.dialect).facts)
  const [before, after] = both
  if (before === undefined || after === undefined) return []
  return differing<RelationFacts>(before, after).flatMap(({ relations }) =>
    relations.map(({ table }) => table),
  )
}

const NO_MODELS: ProjectState['models'] = new Map()

function isSame(one: ProjectState, other: ProjectState): boolean {
  return one.models === other.models && one.settings === other.settings
}

function differing<F>(was: ReadonlyMap<ModelKey, F>, is: ReadonlyMap<ModelKey, F>): readonly F[] {
  return differingKeys(was, is).flatMap((key) => [was, is].flatMap((facts) => facts.get(key) ?? []))
}

/** Places, gathered table by table; what is told of a table may depend on what points at it. */
class Gathered {
  readonly places = new Map<string, Set<string> | undefined>()
  readonly #schemas: readonly Schema[]

  constructor(schemas: readonly Schema[]) {
    this.#schemas = schemas
  }

  /** A table, by any name of it: itself, what it points at, and what points at it if that is seen by another name. */
  touch(name: string): void {
    const names = new Set([name, ...this.#schemas.flatMap((schema) => namesOf(schema, name))])
    for (const each of names) this.places.set(each, undefined)
    for (const schema of this.#schemas) {
      for (const each of names) {
        const table = schema.tables.get(each)
        if (table !== undefined) this.#point(table)
      }
    }
    if (names.size > 1 || this.#hasTwins(name)) for (const each of names) this.#pointingAt(each)
  }

  #hasTwins(name: string): boolean {
    return this.#schemas.some(({ tables }) => tables.get(name)?.twins !== undefined)
  }

  /** The names of columns that keys point at are another then. */
  #pointingAt(name: string): void {
    for (const schema of this.#schemas) {
      for (const table of tablesPointingAt(schema, name)) {
        for (const each of namesOf(schema, table.name)) this.places.set(each, undefined)
      }
    }
  }

  #point({ name, foreignKeys }: Table): void {
    const targets = new Set(foreignKeys.map(({ toTable }) => toTable))
    for (const schema of this.#schemas) {
      for (const target of [...targets].flatMap((each) => namesOf(schema, each))) this.#from(target, name)
    }
  }

  #from(target: string, name: string): void {
    const from = this.places.get(target)
    if (from !== undefined) from.add(name)
    else if (!this.places.has(target)) this.places.set(target, new Set([name]))
  }
}
