import type { Dialect } from '../core/dialect'
import type { Migration } from '../django/migration'
import type { OperationKind, OperationOf } from '../django/operation'
import type { ReplayEnvironment } from '../django/replay'
import type { Snapshot } from '../django/snapshot'
import type { Deferred } from './deferred'
import type { Note, PlannedChange, Step } from './plan'

export interface PlanOptions {
  readonly dialect: Dialect
  /** Further databases that the files have to run on, where there is no old code: those of the tests. */
  readonly others?: readonly Dialect[]
  /** `sql` where it can be written, else `django`; `django` always. */
  readonly databaseOperations: 'sql' | 'django'
  /** What the new code's rows hold in a column that it does not know: a value where there is one, or NULL. */
  readonly fill: 'auto' | 'null'
  /** New foreign keys are an error too. */
  readonly strict: boolean
  /** Django 5.0 and later have `db_default`; for older ones (false) a default is set with SQL. */
  readonly djangoKnowsDbDefault?: boolean
  /** Milliseconds that a statement may wait for a lock. */
  readonly lockTimeout?: number
}

/** All that a strategy may look at. */
export interface Site {
  readonly options: PlanOptions
  readonly migration: Migration
  /** Before the whole migration: the old code's models, and the schema that the way back ends in. */
  readonly start: Snapshot
  /** State and database as the plan so far leaves them, just before the operation. */
  readonly before: Snapshot
  readonly environment: ReplayEnvironment
  /** What is written for the state migration has to be such that it can be run again after it failed half way. */
  readonly rerunnable: boolean
  /** What would break, and for whom, if the operation stayed as it is written. */
  readonly why: string
  /** Whether a later operation of this migration deletes the model. */
  readonly deletesLater: (model: string) => boolean
  /** Whether a later operation of this migration removes the field. */
  readonly removesLater: (model: string, field: string) => boolean
  /** Whether Python or SQL of the user's finds what this operation leaves: later in this migration, or behind it. */
  readonly runsLater: () => boolean
}

/** What an unsafe operation becomes. */
export interface Part {
  /** The way to the overlap, in the state migration. */
  readonly database: readonly Step[]
  /** Right after that: rows that are there get values. */
  readonly fills?: readonly Step[]
  /** What is put off to the database migration, in the order in which it can be dropped. */
  readonly deferred: readonly Deferred[]
  /** None where it is told by another operation: a field that goes with its table. */
  readonly changes: readonly PlannedChange[]
  readonly notes: readonly Note[]
}

/** How one kind of unsafe operation is split. Pure; throws a Refusal where it cannot be done safely. */
export interface Strategy<K extends OperationKind = OperationKind> {
  /** Also the name of its page in docs/strategies. */
  readonly id: string
  readonly kind: K
  /** Is this recipe meant for this change? The first strategy of a kind that says so splits it. */
  matches(operation: OperationOf<K>, site: Site): boolean
  split(operation: OperationOf<K>, site: Site): Part
}
