import type { Place } from '../../core/span'
import type { MigrationKey } from '../../django/migration'
import type { Plan } from '../plan'

/** What becomes of many migrations that are planned together. */
export interface ReleasePlan {
  /** One for each chosen migration, in the order of `migrate`. */
  readonly plans: readonly Plan[]
  /** In their order. What was applied before is in none. */
  readonly releases: readonly Release[]
  /** Dependencies that are to name a database migration, which has to come first. */
  readonly behind: readonly Behind[]
}

export interface Release {
  /** From 1. */
  readonly number: number
  /** In the order of `migrate`. */
  readonly migrations: readonly ReleaseMigration[]
  /** What begins it: a migration that has to wait for what was put off before. */
  readonly barriers: readonly Barrier[]
}

export interface ReleaseMigration {
  /** Of the migration as it was found. */
  readonly key: MigrationKey
  readonly part: 'whole' | 'state' | 'database'
}

/** A migration that cannot run in the release before, and why. */
export interface Barrier {
  readonly key: MigrationKey
  readonly why: string
}

/** One dependency of a migration that is rewritten. */
export interface Behind {
  readonly migration: MigrationKey
  /** The name in it, with its quotes. */
  readonly place: Place
  /** The migration whose database migration it comes after. */
  readonly original: MigrationKey
}
