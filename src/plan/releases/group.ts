import type { MigrationGraph } from '../../django/graph'
import type { Migration, MigrationKey } from '../../django/migration'
import type { Project } from '../../django/project'
import type { History } from '../../django/snapshot-before'
import type { Plan } from '../plan'
import type { PlanOptions } from '../site'
import { databaseKey } from './world'

/** What all groups have in common. */
export interface Choice {
  readonly chosen: ReadonlySet<MigrationKey>
  /** As keys, for the graph: squashed migrations give way to them. */
  readonly targets: readonly MigrationKey[]
  readonly graph: MigrationGraph
  readonly options: PlanOptions
  readonly begun: (key: MigrationKey) => void
}

/** A migration of a group. Without a plan it was not chosen, and stays as it is. */
export interface Member {
  readonly migration: Migration
  readonly before: History
  readonly plan?: Plan
  /** The project with its state migration in place of it. */
  readonly world: Project
}

/** One that has to wait for the database migrations of the group: for itself, or for another that waits. */
export interface Late {
  readonly migration: Migration
  readonly why?: string
}

/** Migrations that ship in one release, and what the next ships of them. */
export interface Group {
  /** Before its database migrations. */
  readonly overlap: History
  readonly members: readonly Member[]
  readonly late: readonly Late[]
  /** With both halves of each. */
  readonly world: Project
  readonly history: History
  /** Its database migrations, in the order of `migrate`. */
  readonly halves: readonly MigrationKey[]
}

/** Before its database migrations have been planned. */
export interface Gathered extends Omit<Group, 'overlap'> {
  readonly start: History
}

/** The key of its database migration, where it has one. */
export function halfOf({ migration, plan }: Member): readonly MigrationKey[] {
  return plan === undefined || plan.splits.length === 0 ? [] : [databaseKey(migration.key)]
}
