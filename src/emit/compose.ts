import { basename, dirname, resolve } from 'node:path'
import { loadMigration } from '../django/load-migration'
import type { Migration, MigrationKey } from '../django/migration'
import type { Project } from '../django/project'
import { targetOf } from './change'
import type { FileChange } from './change'

/** The changes that do at once what two lots of changes do one after the other. */
export function composed(
  earlier: readonly FileChange[],
  later: readonly FileChange[],
): readonly FileChange[] {
  const result = [...earlier]
  for (const change of later) {
    const source = sourceOf(change)
    const index = result.findIndex((each) => source !== undefined && targetOf(each) === source)
    const first = result[index]
    if (first === undefined) result.push(change)
    else result[index] = both(first, change)
  }
  return result
}

/** What is on the disk afterwards is the text of the second under the name of the second. */
function both(first: FileChange, second: FileChange): FileChange {
  const target = targetOf(second)
  const { text } = second
  if (first.kind === 'create') return { kind: 'create', path: target, text }
  const source = first.kind === 'rename' ? first.from : first.path
  const { before } = first
  if (source === target) return { kind: 'edit', path: target, before, text }
  return { kind: 'rename', from: source, to: target, before, text }
}

function sourceOf(change: FileChange): string | undefined {
  if (change.kind === 'create') return undefined
  return change.kind === 'rename' ? change.from : change.path
}

/** The project as it is once changes have been written, without writing them. */
export function projectAfter(project: Project, changes: readonly FileChange[]): Project {
  const migrations = new Map(project.migrations)
  for (const change of changes) {
    const source = sourceOf(change)
    const old = source === undefined ? undefined : keyOf(project, source)
    if (old !== undefined) migrations.delete(old)
    const migration = migrationOf(project, change)
    if (migration !== undefined) migrations.set(migration.key, migration)
  }
  return { ...project, migrations }
}

function migrationOf(project: Project, change: FileChange): Migration | undefined {
  const path = targetOf(change)
  const key = keyOf(project, path)
  if (key === undefined) return undefined
  const [app, name] = [key.slice(0, key.indexOf('.')), key.slice(key.indexOf('.') + 1)]
  const { text } = change
  return loadMigration({ app, name, settings: project.settings.project, read: () => ({ path, text }) })
}

function keyOf(project: Project, path: string): MigrationKey | undefined {
  const folder = resolve(dirname(path))
  const app = [...project.apps.values()].find((each) => resolve(each.path) === folder)
  return app === undefined ? undefined : `${app.label}.${basename(path, '.py')}`
}
