import { buildGraph } from '../../django/build-graph'
import { order } from '../../django/graph'
import type { Migration, MigrationKey } from '../../django/migration'
import type { Project } from '../../django/project'

/**
 * Migrations in the order in which `migrate` runs them. Where a squashed one and those that it replaces are both
 * among them, `migrate` runs only one of the two; the squashed one then comes right behind the last of the others.
 */
export function inOrder(migrations: readonly Migration[], project: Project): readonly Migration[] {
  if (migrations.length < 2) return migrations
  const keys = migrations.map(({ key }) => key)
  const run = order(buildGraph(project, keys), keys)
  const squashed = migrations.filter(({ key }) => !run.includes(key))
  const sorted = squashed.toSorted(byReach(squashed)).reduce(withSquashed, run)
  return sorted.flatMap((key) => migrations.find((each) => each.key === key) ?? [])
}

/** One that is replaced itself comes before the one that replaces it. */
function byReach(squashed: readonly Migration[]): (one: Migration, other: Migration) => number {
  const reach = (key: MigrationKey, seen: readonly MigrationKey[] = []): number => {
    const replaces = seen.includes(key) ? [] : (squashed.find((each) => each.key === key)?.replaces ?? [])
    return 1 + Math.max(0, ...replaces.map((each) => reach(each, [...seen, key])))
  }
  return (one, other) => reach(one.key) - reach(other.key)
}

function withSquashed(run: readonly MigrationKey[], { key, replaces }: Migration): readonly MigrationKey[] {
  const last = run.findLastIndex((each) => replaces.includes(each))
  return [...run.slice(0, last + 1), key, ...run.slice(last + 1)]
}
