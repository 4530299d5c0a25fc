import { Refusal } from '../../core/errors'
import type { Migration, MigrationKey } from '../../django/migration'
import type { Host } from '../host'
import { replacedBy } from './history'
import type { Given } from './paths'
import { readInput } from './read-input'
import { readShowmigrations } from './read-showmigrations'
import type { Shown } from './read-showmigrations'
import { migrationsIn, theApps, theMigrations } from './selection'
import type { Selection } from './selection'

/**
 * `--showmigrations FILE|-`: what the database has not run yet, by what `manage.py showmigrations` said. It has to
 * have been run with this code: a file that it does not know, and one that has run and is not here, are refused.
 *
 * @throws Refusal for such, and for anything that is not such output.
 */
export function selectByShowmigrations(path: string, given: Given, host: Host): Selection {
  const shown = readShowmigrations(readInput(path, host.cwd))
  assertHere(shown, given)
  const isApplied = statusIn(shown, given)
  const migrations = migrationsIn(given).filter((migration) => {
    const status = isApplied(migration.key)
    if (status === undefined) throw unknown(migration, shown, given)
    return !status
  })
  if (migrations.length > 0)
    return { migrations, notes: [`taking ${theMigrations(migrations)} not yet applied`] }
  return { migrations, notes: [`all migrations of ${theApps(given.apps)} have been applied`] }
}

/** What has run is here, or replaced by what is. */
function assertHere(shown: Shown, { project, apps }: Given): void {
  const replaced = new Set([...replacedBy(project).values()].flat())
  for (const { label } of apps) {
    for (const [key, { isApplied, place }] of shown) {
      if (!isApplied || !key.startsWith(`${label}.`) || project.migrations.has(key) || replaced.has(key))
        continue
      throw new Refusal({
        code: 'showmigrations',
        reason: `${key} has been applied and is not among the files here`,
        wayOut:
          'take over first what is deployed, or run showmigrations with this code on the database it is for',
        place,
      })
    }
  }
}

/**
 * Whether a migration has run. Of a squashed one and those that it replaces, `showmigrations` shows only what Django
 * goes by: all of these have run where it has, and it has where all of them have.
 */
function statusIn(shown: Shown, { project }: Given): (key: MigrationKey) => boolean | undefined {
  const squashed = replacedBy(project)
  const status = (key: MigrationKey, seen: readonly MigrationKey[]): boolean | undefined => {
    const own = shown.get(key)?.isApplied
    if (own !== undefined || seen.includes(key)) return own
    const parts = (squashed.get(key) ?? []).map((each) => status(each, [...seen, key]))
    if (parts.length > 0 && !parts.includes(undefined)) return !parts.includes(false)
    const wholes = [...squashed].filter(([, replaces]) => replaces.includes(key))
    return wholes.map(([whole]) => status(whole, [...seen, key])).find((each) => each !== undefined)
  }
  return (key) => status(key, [])
}

function unknown({ key, app, file }: Migration, shown: Shown, { apps }: Given): Refusal {
  const knowsApp = [...shown.keys()].some((each) => each.startsWith(`${app}.`))
  const again = 'run showmigrations with this code on the database it is for'
  return new Refusal({
    code: 'showmigrations',
    reason: `showmigrations does not name ${key}: it was run before this was there, or for another project`,
    wayOut:
      knowsApp || apps.length === 1
        ? again
        : `${again}, or leave out the folder of ${app} if it is not installed`,
    path: file.path,
  })
}
