import { differingKeys } from '../core/persistent-map'
import { tablesPointingAt } from '../django/inbound'
import { factsOf } from '../django/model-facts'
import type { Schema, Table } from '../django/schema'
import type { ProjectState } from '../django/state'
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
  for (const name of differingModels(before.state, after.state, before.schema, tablesOf)) gathered.touch(name)
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

/** The tables of models that differ, told by their facts. */
function differingModels(
  before: ProjectState,
  after: ProjectState,
  { dialect }: Schema,
  told: (facts: Facts) => readonly string[],
): readonly string[] {
  if (before.models === after.models && before.settings === after.settings) return []
  const [was, is] = [factsOf(before, dialect).facts, factsOf(after, dialect).facts]
  return differingKeys(was, is).flatMap((key) =>
    [was, is].flatMap((facts) => facts.get(key) ?? []).flatMap(told),
  )
}

type Facts = NonNullable<ReturnType<ReturnType<typeof factsOf>['facts']['get']>>

function tablesOf({ tables }: Facts): readonly string[] {
  return tables.map(({ name }) => name)
}

function relatingTables({ relations }: Facts): readonly string[] {
  return relations.map(({ table }) => table)
}

function differingOthers(before: Look, after: Look): readonly string[] {
  const [was, is] = [before.other, after.other]
  if (was === is) return []
  const nobody = { models: new Map(), settings: (was ?? is ?? before.state).settings }
  return differingModels(was ?? nobody, is ?? nobody, before.schema, relatingTables)
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
