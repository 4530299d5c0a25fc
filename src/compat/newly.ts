import type { Schema } from '../django/schema'
import type { ProjectState } from '../django/state'
import { affectedPlaces, type Places } from './affected'
import { knownTables, knowsKey } from './known-tables'
import type { Colour } from './rules/rule'
import { missingTable, siteRules } from './rules/site'
import { sightsFor } from './sights'
import { isError, newViolations, type Violation } from './violation'

/** Code of a state, and the schema that it meets. */
export interface Look {
  readonly state: ProjectState
  readonly schema: Schema
  /** The models of the other code, as in `CompatibleOptions`. */
  readonly other?: ProjectState | undefined
}

interface Options {
  readonly colour: Colour
  readonly strict: boolean
}

/**
 * What code cannot live with in `after`, and could in `before`: the new ones of `compatible` of both, in its order.
 * Only what differs between the two is looked at, so that it takes no longer in a large project than in a small one.
 */
export function newlyBroken(before: Look, after: Look, options: Options): readonly Violation[] {
  const places = affectedPlaces(before, after)
  return newViolations(violationsAt(before, places, options), violationsAt(after, places, options))
}

/** The errors among them. */
export function newErrorsIn(before: Look, after: Look, options: Options): readonly Violation[] {
  return newlyBroken(before, after, options).filter(isError)
}

/** `compatible`, of some tables only, by the names by which code knows them. */
export function violationsAt(
  { state, schema, other }: Look,
  places: Places,
  options: Options,
): readonly Violation[] {
  const known = knownTables(state, schema.dialect)
  const sights = sightsFor(known, schema)
  const isShared = (table: string, column: string): boolean =>
    other !== undefined && knowsKey(other, schema, table, column)
  return known.owners(places.keys()).flatMap((model) => {
    const tables = known.of(model).filter(({ name }) => places.has(name))
    return tables.flatMap((expected) => {
      const actual = sights.table(expected.name)
      if (actual === undefined) return [missingTable(model, expected)]
      const inbound = sights.inbound(expected.name, places.get(expected.name))
      return siteRules({ ...options, model, expected, actual, schema, known, isShared, inbound })
    })
  })
}
