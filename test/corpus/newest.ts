import { Refusal } from '../../src/core/errors'
import { buildGraph } from '../../src/django/build-graph'
import { ancestors, descendants } from '../../src/django/graph'
import type { MigrationGraph } from '../../src/django/graph'
import type { Migration, MigrationKey } from '../../src/django/migration'
import type { Project } from '../../src/django/project'
import { withoutMigrations } from '../../src/plan/releases/world'

/**
 * The project as it was on the day that `makemigrations` wrote a migration, as near as files tell: nothing of its app
 * that came later is there, nothing that needs what is not there, and no squashed migration that would stand in for it.
 */
export function asNewest(project: Project, { key, app }: Migration): Project {
  const kept = new Set(ancestors(buildGraph(project, [key]), key))
  const later = [...project.migrations.values()].filter((each) => each.app === app && !kept.has(each.key))
  return sound(withoutMigrations(project, new Set(later.map((each) => each.key))), project, kept, key)
}

function sound(
  world: Project,
  whole: Project,
  kept: ReadonlySet<MigrationKey>,
  target: MigrationKey,
): Project {
  const graph = buildGraph(world, [target])
  const broken = [...graph.nodes.keys()].filter((key) => !kept.has(key) && isCutOff(graph, key))
  const cut = [...world.migrations.values()].filter(
    (each) => !kept.has(each.key) && isCut(each, world, whole),
  )
  const gone = [...broken.flatMap((key) => descendants(graph, key)), ...cut.map(({ key }) => key)]
  if (gone.length === 0) return world
  return sound(withoutMigrations(world, new Set(gone)), whole, kept, target)
}

function isCutOff({ problems }: MigrationGraph, key: MigrationKey): boolean {
  return problems.get(key)?.code === 'missing-dependency'
}

/** It replaces what has been taken away. */
function isCut(migration: Migration, world: Project, whole: Project): boolean {
  return replacedBy(migration).some((key) => whole.migrations.has(key) && !world.migrations.has(key))
}

function replacedBy(migration: Migration): readonly MigrationKey[] {
  try {
    return migration.replaces
  } catch (error) {
    if (error instanceof Refusal) return []
    throw error
  }
}
