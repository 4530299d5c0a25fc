import type { Migration } from '../../django/migration'
import type { FirstHalf } from './finish'
import type { Pending } from './pending'

/** What is pending by the migration that has left it, in the order of what is pending. */
export function firstHalves(all: readonly Pending[]): readonly FirstHalf[] {
  const migrations: readonly Migration[] = [...new Set(all.map(({ migration }) => migration))]
  return migrations.map((migration) => ({
    migration,
    pending: all.filter((each) => each.migration === migration),
  }))
}
