import type { ForeignKey, Schema, Table } from '../../django/schema'
import type { ModelKey } from '../../django/state'
import type { Rule, Violation } from '../violation'

/**
 * Whose code it is: `old` is live before the migration, `new` comes with it. Only the foreign keys differ: one
 * that old code does not know is new, and every team adds those all the time (rule 7).
 */
export type Colour = 'old' | 'new'

/** One table of a model: as its code takes it to be, and as it is, under the names that the code knows. */
export interface Site {
  readonly colour: Colour
  /** A foreign key that old code does not know is an error, not a note. */
  readonly strict: boolean
  readonly model: ModelKey
  readonly expected: Table
  readonly actual: Table
  /** As the database has it. */
  readonly schema: Schema
  /** Tables that the code knows, by name. */
  readonly known: ReadonlyMap<string, Table>
  /** Columns of foreign keys that the other code knows too, as the database calls them: `shop_product.owner_id`. */
  readonly shared: ReadonlySet<string>
  /** Every foreign key of the schema, by the table it points at, under the names that the code knows. */
  readonly inbound: ReadonlyMap<string, readonly InboundKey[]>
}

export interface InboundKey {
  readonly table: Table
  readonly key: ForeignKey
}

export function breaks(site: Site, rule: Rule, subject: string): Violation {
  return { rule, severity: 'error', model: site.model, table: site.expected.name, subject }
}

export function note(site: Site, rule: Rule, subject: string): Violation {
  return { ...breaks(site, rule, subject), severity: 'note' }
}

/** The columns of the table that the code does not know. */
export function unknownColumns(site: Site): readonly string[] {
  return [...site.actual.columns.keys()].filter((name) => !site.expected.columns.has(name))
}
