import type { Change } from '../django/changes'
import type { ModelKey } from '../django/state'
import type { Expression } from '../python/nodes'
import type { Step } from './plan'
import type { Names } from './renames/names'
import type { TwinPlan } from './renames/twin'

/**
 * Something that the overlap leaves to the database migration. It can be written as SQL or as Django's own
 * operations, which are first told of what the overlap has in a state of their own.
 */
export interface Deferred {
  readonly what: DroppedColumn | DroppedTables | Alteration
  readonly key: ModelKey
  /** The model's name in lower case, for `RunSQL(hints=…)`. */
  readonly model: string
  /** The models that its keys point at. */
  readonly pointsAt: readonly ModelKey[]
  /** State-only operations by which Django knows of the overlap. */
  readonly known: readonly Expression[]
  /** Django's operations that do the rest. */
  readonly operations: readonly Expression[]
  /** Look at the rows and stop, before anything is changed, where these do not allow it. */
  readonly guards: readonly Step[]
  /** Give rows of old code what the new rules ask for. */
  readonly fills: readonly Step[]
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

/** A table that stays and gets the rest of its change: what Django's operations make of the overlap. */
export interface Alteration {
  readonly kind: 'alteration'
  readonly table: string
  /** Keys that only the overlap has: Django's own take their place. */
  readonly overlapKeys: readonly Extract<Change, { kind: 'add-foreign-key' }>[]
  /** No SQL says it as Django's own operation does. */
  readonly isDjangos: boolean
}

/** Tables and columns that the database still has under their old names, which come first in the database migration. */
export interface Renames {
  readonly names: Names
  readonly twins: readonly TwinPlan[]
  /** For `RunSQL(hints=…)`. */
  readonly model: string
}
