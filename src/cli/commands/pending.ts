import { resolve } from 'node:path'
import { pendingOf, type Pending } from '../../plan/pending/pending'
import { readSql } from '../../sql/read'
import { givenBy, type Given } from '../choose/paths'
import type { PendingFlags } from '../flags'
import { addedOn } from '../git'
import type { Host } from '../host'
import { pendingJson, pendingText, type Aged } from '../report/pending'
import { databasesFor } from './dialect'
import { recover } from './recover'

/**
 * `bgsplit pending <paths…>`: what the state migrations of these apps and files have left to a database migration that
 * is not there yet, the oldest first.
 * @throws Refusal where a path is not there, or the configuration is wrong.
 */
export function pending(paths: readonly string[], flags: PendingFlags, host: Host): Promise<number> {
  for (const path of paths) recover(path, host)
  const given = givenBy(paths, host)
  const asked = flags.dialect === undefined ? [] : [flags.dialect]
  const { dialect } = databasesFor(asked, given.config, given.project, host)
  const found = pendingOf(given.project, { dialect, readSql }).filter((each) => isOf(given, each))
  const all = oldestFirst(aged(found, host))
  const now = new Date()
  host.out(flags.format === 'json' ? pendingJson(all, dialect, now, host) : pendingText(all, now, host))
  return Promise.resolve(0)
}

/** Whether something was let go by one of the files, or in one of the apps, that are named. */
export function isOf({ files, apps }: Given, { migration }: Pending): boolean {
  return files.some(({ key }) => key === migration.key) || apps.some(({ label }) => label === migration.app)
}

/** Git is asked once for each file. */
function aged(all: readonly Pending[], { cwd }: Host): readonly Aged[] {
  const paths = [...new Set(all.map(({ migration }) => migration.file.path))]
  const added = new Map(paths.map((path) => [path, addedOn(resolve(cwd, path))]))
  return all.map((each) => ({ pending: each, added: added.get(each.migration.file.path) }))
}

/** What is not committed is the newest; within a day of git, as `migrate` runs them. */
function oldestFirst(all: readonly Aged[]): readonly Aged[] {
  const time = ({ added }: Aged): number => added?.date.getTime() ?? Infinity
  return all.toSorted((one, other) => (time(one) === time(other) ? 0 : time(one) - time(other)))
}
