import type { Place } from '../core/span'
import type { Migration, MigrationKey } from '../django/migration'
import type { Operation } from '../django/operation'
import type { RowFunction } from './row-function'
import type { OnVendor } from './several/on-vendor'

/**
 * One operation to be written. `operation.source` is the Python that is printed; the typed operation is what the
 * proof replays: both come from the same expression, so what is proved is what is written.
 */
export interface Step {
  readonly operation: Operation
  /** Lines of comment above it, without `# `. */
  readonly comment: readonly string[]
  /** The function that it runs, which is written above the class. */
  readonly rowFunction?: RowFunction
  /** The steps in its list of database operations, where each has a comment of its own. */
  readonly inside?: readonly Step[]
}

/** An operation of the file that becomes `SeparateDatabaseAndState(state_operations=[it], database_operations=…)`. */
export interface SplitOperation {
  readonly original: Operation
  readonly database: readonly Step[]
  /**
   * Written after it, as operations of their own: `sqlmigrate` leaves a RunPython out there, and runs one that stands
   * inside (`Migration.apply`, django/db/migrations/migration.py).
   */
  readonly fills: readonly Step[]
  /**
   * Where it is written if not in its own place: in one with this operation where that is split too, and else right
   * after it. SQLite makes a table again from the project state, so that what the state lets go must come after the
   * last operation that does so, and together with what else is let go of the same table.
   */
  readonly after?: Operation
}

/** What one migration becomes. With nothing in `splits` the file stays as it is, to the byte. */
export interface Plan {
  readonly migration: Migration
  /** Set where the files have to run on other databases, too. */
  readonly onVendor?: OnVendor
  /** In the order of the file. Operations that are not here stay as they are written. */
  readonly splits: readonly SplitOperation[]
  /** All that the state migration does, as the proof replays it; empty where nothing is split. */
  readonly operations: readonly Operation[]
  /** Set where the state migration must not be one transaction: it fills rows in batches. */
  readonly stateAtomic: boolean
  /** The database migration, for the later release. */
  readonly later: readonly Step[]
  /** The migration that the database migration comes after: the state migration, or the app's leaf. */
  readonly after: MigrationKey
  /** Further migrations that it needs, in other apps. */
  readonly alsoAfter: readonly MigrationKey[]
  /** Migrations of other apps that can only run once it has: its `run_before`. */
  readonly runBefore: readonly MigrationKey[]
  readonly laterAtomic: boolean
  /** One line a change for the two class comments and the summary. */
  readonly changes: readonly PlannedChange[]
  readonly notes: readonly Note[]
  /** It would have to be split, and comments of the user's say to leave it. */
  readonly isLeftAlone?: true
  /** False where an operation was passed over: RunPython, SQL of the user's, an operation of another package. */
  readonly isAnalysed: boolean
}

/** One change that is put off, in words, for comments, file names and the summary. */
export interface PlannedChange {
  /** For file names, in snake case: `remove_product_rating`, `delete_tag`. */
  readonly slug: string
  /** "Product.rating", "the model Tag". */
  readonly subject: string
  /** What the release's code does with it: "no longer knows", "first knows", "has the new". */
  readonly verb: string
  /** Why it cannot stay as it was: what would break, and for whom. */
  readonly why: string
  /** What old and new code see in the overlap: one sentence for the state migration's comment. */
  readonly overlap: string
  /** What the database migration does: "drops the column shop_product.rating". */
  readonly later: string
  readonly place: Place
}

/** Something the user should know and need not act on before the release. */
export interface Note {
  readonly text: string
  readonly place?: Place
}
