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
  readonly known: Pick<ReadonlyMap<string, Table>, 'get'>
  /** Whether the other code, too, knows a foreign key in a column of a table, whatever it calls them. */
  readonly isShared: (table: string, column: string) => boolean
  /** The foreign keys that point at the table, under the names that the code knows. */
  readonly inbound: readonly InboundKey[]
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
