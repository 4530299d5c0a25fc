import type { Migration } from '../../django/migration'
import { Refusal } from '../../core/errors'
import { listed } from '../../core/words'
import type { App } from '../../django/project'
import type { Given } from './paths'

/** Which migrations of the folders are taken, and what is said about it. */
export interface Selection {
  readonly migrations: readonly Migration[]
  readonly notes: readonly string[]
}

/** Every migration of the apps in the folders that were given: not the files among them that hold none. */
export function migrationsIn({ project, apps }: Given): readonly Migration[] {
  const labels = new Set(apps.map(({ label }) => label))
  return [...project.migrations.values()].filter((each) => labels.has(each.app) && isMigration(each))
}

/** What cannot be read may be one: it is refused when it is needed. */
function isMigration(migration: Migration): boolean {
  try {
    return migration.module.migration !== undefined
  } catch (error) {
    if (error instanceof Refusal) return true
    throw error
  }
}

/** `the migration`, `the 3 migrations`. */
export function theMigrations({ length }: readonly unknown[]): string {
  return length === 1 ? 'the migration' : `the ${length} migrations`
}

/** `the app shop`, `the apps blog and shop`, and a number where they are many. */
export function theApps(apps: readonly App[]): string {
  const labels = apps.map(({ label }) => label)
  if (apps.length === 1) return `the app ${listed(labels)}`
  return apps.length > MANY ? `${apps.length} apps` : `the apps ${listed(labels)}`
}

const MANY = 6

/** `--all`. */
export function selectAll(given: Given): Selection {
  const migrations = migrationsIn(given)
  const what = migrations.length === 1 ? 'the one migration' : `all ${migrations.length} migrations`
  return { migrations, notes: [`taking ${what} of ${theApps(given.apps)}`] }
}
