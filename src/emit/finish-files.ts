import { dirname, join } from 'node:path'
import { buildGraph } from '../django/build-graph'
import { appOf, nameOf } from '../django/graph'
import type { MigrationKey } from '../django/migration'
import type { Project } from '../django/project'
import type { Plan } from '../plan/plan'
import { databaseKey } from '../plan/releases/world'
import type { Create, FileChange } from './change'
import { checkDatabaseFile } from './check'
import { databaseFileText, type Called } from './database-file'
import type { Formatter } from './format'
import { maxMigrations } from './max-migration'
import { finishName } from './names'
import { styleFor } from './style'
import type { Writing } from './writing'

/** A database migration that is written. */
export interface FinishedFile {
  readonly plan: Plan
  /** Without `.py`. */
  readonly name: string
  readonly change: Create
}

export interface FinishFiles {
  readonly files: readonly FinishedFile[]
  /** Everything, each file once. */
  readonly changes: readonly FileChange[]
  readonly notes: readonly string[]
}

/** How it is written. */
export interface FinishWriting extends Writing {
  readonly formatter: Formatter
}

/**
 * The database migrations for first halves that are there already, each planned behind those before it.
 * @throws Error when what was rendered does not read back as what was planned: a bug, and nothing is written.
 */
export function finishFilesFor(
  plans: readonly Plan[],
  project: Project,
  writing: FinishWriting,
): FinishFiles {
  const named = namesFor(plans, project, writing)
  const called: Called = (key) => named.get(key) ?? key
  const files = plans.map((plan) => fileFor(plan, project, called, writing))
  const apps = plans.map(({ migration }) => migration.app)
  const { changes, notes } = maxMigrations(project, buildGraph(project), apps, (app) => {
    const last = plans.findLast(({ migration }) => migration.app === app)
    return last && called(databaseKey(last.migration.key))
  })
  return { files, changes: [...files.map(({ change }) => change), ...changes], notes }
}

/** What the database migrations are called, by the keys that plans have for them. */
function namesFor(
  plans: readonly Plan[],
  project: Project,
  { names }: FinishWriting,
): ReadonlyMap<MigrationKey, MigrationKey> {
  const named = new Map<MigrationKey, MigrationKey>()
  for (const { migration, changes } of plans) {
    const { app, name, key } = migration
    const taken = [...project.migrations.keys(), ...named.values()]
      .filter((each) => appOf(each) === app)
      .map(nameOf)
    named.set(databaseKey(key), `${app}.${finishName(name, changes, taken, names)}`)
  }
  return named
}

function fileFor(
  plan: Plan,
  project: Project,
  called: Called,
  { formatter, ...writing }: FinishWriting,
): FinishedFile {
  const { name: state, file, key } = plan.migration
  const name = nameOf(called(databaseKey(key)))
  const path = join(dirname(file.path), `${name}.py`)
  const names = { state, database: name }
  const { stage = 'none', templates } = writing
  const style = styleFor(file, templates)
  const text = databaseFileText(plan, { names, called, path, style, formatter, stage })
  checkDatabaseFile(plan, { path, text }, project, called, writing)
  return { plan, name, change: { kind: 'create', path, text } }
}
