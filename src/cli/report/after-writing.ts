import { basename, dirname, resolve } from 'node:path'
import { orUndefined } from '../../core/errors'
import { loadMigration } from '../../django/load-migration'
import type { Migration, MigrationKey } from '../../django/migration'
import type { Project } from '../../django/project'
import { targetOf } from '../../emit/change'
import type { FileChange } from '../../emit/change'
import type { WholePlan } from './whole-plan'

/** What a migration depends on; undefined for one that is not there. */
export type DependenciesOf = (key: MigrationKey) => readonly MigrationKey[] | undefined

/** The dependencies once all is written, read from the texts that are written. Nothing is looked up. */
export function afterWriting({ project, files }: WholePlan): DependenciesOf {
  const written = files.changes.flatMap((change) => migrationOf(change, project) ?? [])
  const byKey = new Map(written.map((migration) => [migration.key, migration]))
  return (key) => {
    const migration = byKey.get(key) ?? project.migrations.get(key)
    return migration && namedBy(migration)
  }
}

function migrationOf(change: FileChange, project: Project): Migration | undefined {
  const path = targetOf(change)
  if (!path.endsWith('.py')) return undefined
  const folder = resolve(dirname(path))
  const app = [...project.apps.values()].find((each) => resolve(each.path) === folder)
  if (app === undefined) return undefined
  const read = () => ({ path, text: change.text })
  return loadMigration({
    app: app.label,
    name: basename(path, '.py'),
    settings: project.settings.project,
    read,
  })
}

/** Those by name. A file that nobody has to read may be one that nobody can read. */
function namedBy(migration: Migration): readonly MigrationKey[] {
  const dependencies = orUndefined(() => migration.dependencies) ?? []
  return dependencies
    .filter(({ on }) => !on.startsWith('__'))
    .map(({ app, on }): MigrationKey => `${app}.${on}`)
}
