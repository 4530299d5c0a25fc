import { Refusal } from '../../core/errors'
import type { Dialect } from '../../core/dialect'
import type { MigrationKey } from '../../django/migration'
import type { Project } from '../../django/project'
import { applyOperation } from '../../django/replay'
import { snapshotBefore } from '../../django/snapshot-before'
import { readSql } from '../../sql/read'

/** A database migration, and the file that it was split off. */
export interface Database {
  readonly key: MigrationKey
  readonly path: string
}

/**
 * Several files are each planned alone. What one of them puts off may be lost to what another does meanwhile (SQLite
 * makes a table again from the project state, without the column that is still to be dropped): each database
 * migration must still find what it drops.
 *
 * @param project as it will be once all of it is written
 * @throws Refusal `table-rebuild` where one does not.
 */
export function assertTogether(databases: readonly Database[], project: Project, dialect: Dialect): void {
  if (databases.length < 2) return
  for (const database of databases) assertApplies(database, project, dialect)
}

function assertApplies({ key, path }: Database, project: Project, dialect: Dialect): void {
  const migration = project.migrations.get(key)
  if (migration === undefined) throw new Error(`${key} has got lost`)
  const before = snapshotBefore(project, migration, dialect, readSql)
  const environment = { app: migration.app, dialect, readSql }
  try {
    migration.operations.reduce((snapshot, each) => applyOperation(each, snapshot, environment), before)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    throw new Refusal({
      code: 'table-rebuild',
      reason: `these cannot be put off together: ${migration.name} would come too late (${error.reason})`,
      wayOut: 'split and release them one after the other',
      path,
    })
  }
}
