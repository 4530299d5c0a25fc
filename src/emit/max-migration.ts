import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { MigrationGraph } from '../django/graph'
import { leaf, nameOf } from '../django/graph'
import type { MigrationKey } from '../django/migration'
import type { Project } from '../django/project'
import { readSource } from '../django/read-source'
import type { Edit } from './change'

const NAME = 'max_migration.txt'

/**
 * `max_migration.txt` of several apps, and what to tell of those that are left alone.
 *
 * @param graph of the files as they stand
 * @param lastOf the last migration of an app once everything is written
 */
export function maxMigrations(
  { apps: folders }: Project,
  graph: MigrationGraph,
  apps: readonly string[],
  lastOf: (app: string) => MigrationKey | undefined,
): { readonly changes: readonly Edit[]; readonly notes: readonly string[] } {
  const ends = [...new Set(apps)].flatMap((app) => {
    const [folder, before, after] = [folders.get(app)?.path, leaf(graph, app), lastOf(app)]
    if (folder === undefined || before === undefined || after === undefined) return []
    return [[folder, nameOf(before), nameOf(after)] as const]
  })
  return {
    changes: ends.flatMap((end) => maxMigrationChange(...end) ?? []),
    notes: ends.flatMap((end) => maxMigrationNote(...end) ?? []),
  }
}

/**
 * What django-linear-migrations needs: `max_migration.txt` beside the migrations names the last migration of the app,
 * or `manage.py check` fails (`check_max_migration_files` in django_linear_migrations/apps.py). White space and line
 * ends around the name stay as they are.
 *
 * @param folder the folder with the migrations of the app
 * @param before the last migration of the app as the files stand
 * @param after the last one once everything is written
 * @returns undefined where there is no such file, where it need not change, and where it does not name `before`:
 *   it is left alone then, and `maxMigrationNote` says so
 * @throws Refusal `unreadable` or `not-utf8`
 */
export function maxMigrationChange(folder: string, before: string, after: string): Edit | undefined {
  const path = join(folder, NAME)
  if (before === after || !existsSync(path)) return undefined
  const { text } = readSource(path)
  if (namedIn(text) !== before) return undefined
  const at = text.indexOf(before)
  const changed = text.slice(0, at) + after + text.slice(at + before.length)
  return { kind: 'edit', path, before: text, text: changed }
}

/** What to tell where `maxMigrationChange` leaves a file alone that is wrong; undefined where all is well. */
export function maxMigrationNote(folder: string, before: string, after: string): string | undefined {
  const path = join(folder, NAME)
  if (!existsSync(path)) return undefined
  const named = namedIn(readSource(path).text)
  if (named === before) return undefined
  const what = named === undefined ? 'does not hold one name' : `names ${named}, not ${before}`
  return `${path} ${what} and was left alone; its last migration is now ${after}`
}

/**
 * The one name in it; undefined where there are several lines, as a merge leaves them. Python strips what it takes for
 * white space, and a byte order mark is none.
 */
function namedIn(text: string): string | undefined {
  return /^[ \t\r\n\f\v]*([^\s\uFEFF]+)[ \t\r\n\f\v]*$/.exec(text)?.[1]
}
