import { join, resolve } from 'node:path'
import { Refusal } from '../../core/errors'
import { didYouMean } from '../../core/nearest'
import { buildGraph } from '../../django/build-graph'
import { emptySnapshot } from '../../django/empty-snapshot'
import { ancestors, assertSound, leaf, nameOf } from '../../django/graph'
import type { MigrationKey } from '../../django/migration'
import { migrationAt } from '../../django/project'
import type { App, Project } from '../../django/project'
import type { NotAnalysed } from '../../django/replay'
import { latestSnapshot, replayKeys } from '../../django/snapshot-before'
import type { HistoryOptions } from '../../django/snapshot-before'
import type { Snapshot } from '../../django/snapshot'
import { stateJson } from '../../django/state-json'
import { stateText } from '../../django/state-text'
import { commentText } from '../../emit/python-text'
import { readSql } from '../../sql/read'
import type { StateFlags } from '../flags'
import type { Host } from '../host'
import { projectFor } from '../project'
import { placeLine } from '../report/failures'
import { safe } from '../report/safe'
import { databasesFor } from './dialect'
import { recover } from './recover'

/**
 * `bgsplit state <path>`: the models and tables after a migration and all that it needs; after the last of an app for
 * its folder, and after everything for the folder of a project.
 * @throws Refusal where the path, the name or the history is not there or cannot be followed.
 */
export function state(path: string, flags: StateFlags, host: Host): number {
  recover(path, host)
  const { project, config } = projectFor(path, host)
  const asked = flags.dialect === undefined ? [] : [flags.dialect]
  const { dialect } = databasesFor(asked, config, project, host)
  const passed: NotAnalysed[] = []
  const record = (each: NotAnalysed): void => void passed.push(each)
  const snapshot = snapshotAt(targetOf(path, flags.at, project, host), project, { dialect, readSql, record })
  host.out(
    flags.format === 'json'
      ? `${JSON.stringify(stateJson(snapshot), undefined, 2)}\n`
      : stateText(snapshot, safe),
  )
  for (const { what, place } of passed)
    host.note(commentText(`note: ${placeLine(place, host.cwd)}: not followed: ${what}`))
  return 0
}

function snapshotAt(target: MigrationKey | undefined, project: Project, options: HistoryOptions): Snapshot {
  if (target === undefined) return latestSnapshot(project, options)
  const graph = buildGraph(project, [target])
  assertSound(graph, target)
  const start = emptySnapshot(project.settings.project, options.dialect)
  return replayKeys(graph, ancestors(graph, target), start, options)
}

/** The migration to stop after; undefined for a whole project. */
function targetOf(
  path: string,
  at: string | undefined,
  project: Project,
  host: Host,
): MigrationKey | undefined {
  const migration = migrationAt(project, path, host.cwd)
  if (migration !== undefined && at === undefined) return migration.key
  const app = migration === undefined ? appAt(path, project, host) : project.apps.get(migration.app)
  if (app !== undefined)
    return at === undefined ? leaf(buildGraph(project), app.label) : named(at, app, project)
  const wayOut = 'give the folder of an app, or a migration'
  if (at !== undefined) throw new Refusal({ code: 'usage', reason: '--at is for one app', wayOut, path })
  if (resolve(host.cwd, path) === project.absoluteRoot) return undefined
  throw new Refusal({ code: 'no-history', reason: 'there are no migrations here', wayOut, path })
}

function appAt(path: string, project: Project, host: Host): App | undefined {
  const folder = resolve(host.cwd, path)
  const folders = [folder, join(folder, 'migrations')]
  return [...project.apps.values()].find((app) => folders.includes(app.absolutePath))
}

/** By its name or the beginning of it, as `migrate` takes it. */
function named(at: string, app: App, project: Project): MigrationKey {
  const keys = [...project.migrations.values()]
    .filter((each) => each.app === app.label)
    .map((each) => each.key)
  const found = keys.filter((key) => nameOf(key).startsWith(at))
  const exact = found.find((key) => nameOf(key) === at)
  const [only, ...others] = exact === undefined ? found : [exact]
  if (only !== undefined && others.length === 0) return only
  const reason = only === undefined ? `there is no migration ${at}` : `several migrations start with ${at}`
  const wayOut =
    only === undefined ? didYouMean(at, keys.map(nameOf), 'check the name') : 'give the whole name'
  throw new Refusal({ code: 'not-found', reason, wayOut, path: app.path })
}
