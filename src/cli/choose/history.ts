import { orUndefined } from '../../core/errors'
import type { Migration, MigrationKey } from '../../django/migration'
import type { Project } from '../../django/project'

/** What each squashed migration of some apps replaces; one whose file cannot be read replaces none. */
export function replacedBy(project: Project): ReadonlyMap<MigrationKey, readonly MigrationKey[]> {
  const squashed = [...project.migrations.values()].map((each) => [each.key, replacesOf(each)] as const)
  return new Map(squashed.filter(([, replaces]) => replaces.length > 0))
}

function replacesOf(migration: Migration): readonly MigrationKey[] {
  return orUndefined(() => migration.replaces) ?? []
}

/**
 * What counts as applied where some migrations are: with a squashed one those that it replaces, and with all of
 * those the squashed one (`check_replacements`, django/db/migrations/executor.py).
 */
export function withReplaced(applied: Iterable<MigrationKey>, project: Project): ReadonlySet<MigrationKey> {
  const squashed = replacedBy(project)
  const all = new Set<MigrationKey>(applied)
  // A Set hands out what is added to it while it is walked.
  for (const key of all) for (const replaced of squashed.get(key) ?? []) all.add(replaced)
  for (let size = -1; size < all.size;) {
    size = all.size
    for (const [key, replaces] of squashed) if (replaces.every((each) => all.has(each))) all.add(key)
  }
  return all
}
