import type { Dialect } from '../../core/dialect'
import { buildGraph } from '../../django/build-graph'
import { emptySnapshot } from '../../django/empty-snapshot'
import { appOf, fullOrder, nameOf } from '../../django/graph'
import type { Dependency, Migration, MigrationKey } from '../../django/migration'
import type { Project } from '../../django/project'
import type { NotAnalysed } from '../../django/replay'
import { replayKeys, type History } from '../../django/snapshot-before'
import { readSql } from '../../sql/read'
import type { Plan } from '../plan'

/** The project with some migrations in place of others, or beside them. Nothing of it is on any disk. */
export function withMigrations(project: Project, migrations: readonly Migration[]): Project {
  if (migrations.every((migration) => project.migrations.get(migration.key) === migration)) return project
  const all = new Map(project.migrations)
  for (const migration of migrations) all.set(migration.key, migration)
  return { ...project, migrations: all }
}

/** The project without some of its migrations. */
export function withoutMigrations(project: Project, keys: ReadonlySet<MigrationKey>): Project {
  const kept = [...project.migrations].filter(([key]) => !keys.has(key))
  const setAside = new Set([...(project.setAside ?? []), ...keys])
  return { ...project, migrations: new Map(kept), setAside }
}

/** The migration as the state migration leaves it, under its old name. */
export function stateHalf(migration: Migration, { splits, operations }: Plan): Migration {
  return splits.length === 0 ? migration : { ...migration, operations }
}

/** What the database migration of a migration is called until it has a name: no file can be called so. */
export function databaseKey(key: MigrationKey): MigrationKey {
  return `${key} (database migration)`
}

/** The database migration that a plan puts off. */
export function databaseHalf({
  migration,
  later,
  laterAtomic,
  runBefore,
  after,
  alsoAfter,
}: Plan): Migration {
  const key = databaseKey(migration.key)
  const { path, text } = migration.file
  return {
    ...migration,
    key,
    name: nameOf(key),
    // A file of its own: places of what cannot be followed are told apart by it.
    file: { path, text },
    dependencies: [...alsoAfter, after].map((each) => dependencyOn(each, migration)),
    untoldDependencies: [],
    runBefore,
    replaces: [],
    initial: false,
    atomic: laterAtomic,
    operations: later.map((step) => step.operation),
  }
}

function dependencyOn(key: MigrationKey, { file }: Migration): Dependency {
  return { app: appOf(key), on: nameOf(key), place: { file, span: { start: 0, end: 0 } } }
}

/** All migrations of a world, replayed; squashed ones give way where one of `targets` is replaced by them. */
export function wholeHistory(world: Project, targets: readonly MigrationKey[], dialect: Dialect): History {
  const graph = buildGraph(world, targets)
  const empty: History = { start: emptySnapshot(world.settings.project, dialect), passed: [] }
  return replayed(empty, world, fullOrder(graph), targets, dialect)
}

/** What there is once some more migrations of a world have run. */
export function replayed(
  history: History,
  world: Project,
  keys: readonly MigrationKey[],
  targets: readonly MigrationKey[],
  dialect: Dialect,
): History {
  const passed: NotAnalysed[] = [...history.passed]
  const record = (each: NotAnalysed): number => passed.push(each)
  const graph = buildGraph(world, targets)
  return { start: replayKeys(graph, keys, history.start, { dialect, readSql, record }), passed }
}
