import type { ModelKey } from '../django/state'
import type { Expression } from '../python/nodes'

/**
 * Something that the overlap keeps and the database migration drops. It can be written as SQL or as Django's own
 * operation, which is first told of it in a state of its own.
 */
export interface Drop {
  readonly what: DroppedColumn | DroppedTables
  readonly key: ModelKey
  /** The model's name in lower case, for `RunSQL(hints=…)`. */
  readonly model: string
  /** The models that its keys point at. */
  readonly pointsAt: readonly ModelKey[]
  /** State-only operation by which Django knows of it. */
  readonly known: Expression
  /** Django's operation that drops it. */
  readonly operation: Expression
  readonly comment: readonly string[]
}

export interface DroppedColumn {
  readonly kind: 'column'
  readonly table: string
  readonly column: string
  readonly field: string
  readonly generated: boolean
}

/** Tables that go together, in the order in which they go: many-to-many tables, then the model's own. */
export interface DroppedTables {
  readonly kind: 'tables'
  readonly tables: readonly string[]
}
