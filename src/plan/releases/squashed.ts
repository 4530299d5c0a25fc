import { Refusal, orUndefined } from '../../core/errors'
import type { Migration, MigrationKey } from '../../django/migration'
import type { Project } from '../../django/project'
import type { Plan } from '../plan'

/**
 * A squashed migration does at once what those that it replaces do, and Django takes it for applied when they are: the
 * database migration of one of them, or of itself, would then come where nothing is left to be done. Throws `squashed`.
 */
export function refuseSquashed({ migration, splits }: Plan, project: Project): void {
  if (splits.length === 0) return
  const isSquash = migration.replaces.length > 0
  const by = isSquash ? migration : replacersIn(project).get(migration.key)
  if (by === undefined) return
  throw new Refusal({
    code: 'squashed',
    reason: isSquash
      ? 'this is a squashed migration, which would be split'
      : `${by.key} replaces this one, and does all of it at once`,
    wayOut: isSquash
      ? 'split the migrations that it replaces, and squash them when all of it has been applied'
      : 'remove the squashed migration, split this one, and squash again when both halves have been applied',
    path: migration.file.path,
  })
}

/** The first squashed migration that replaces a migration, by that. */
export function replacersIn({ migrations }: Project): ReadonlyMap<MigrationKey, Migration> {
  const known = replacers.get(migrations) ?? new Map<MigrationKey, Migration>()
  if (replacers.has(migrations)) return known
  for (const migration of migrations.values()) {
    for (const key of replacedBy(migration)) if (!known.has(key)) known.set(key, migration)
  }
  replacers.set(migrations, known)
  return known
}

const replacers = new WeakMap<Project['migrations'], Map<MigrationKey, Migration>>()

/** Whatever stands in a folder of migrations: helpers, and files that nobody can read, replace nothing. */
function replacedBy(migration: Migration): readonly MigrationKey[] {
  return orUndefined(() => (migration.file.text.includes('replaces') ? migration.replaces : [])) ?? []
}
