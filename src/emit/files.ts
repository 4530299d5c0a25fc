import { dirname, join } from 'node:path'
import { buildGraph } from '../django/build-graph'
import { appOf } from '../django/graph'
import type { MigrationKey } from '../django/migration'
import { mentionsOf } from '../django/project'
import type { Project } from '../django/project'
import type { Plan } from '../plan/plan'
import type { ReleasePlan } from '../plan/releases/release-plan'
import { databaseKey } from '../plan/releases/world'
import type { Edit, FileChange } from './change'
import { checkDatabaseFile, checkStateFile } from './check'
import { databaseFileText } from './database-file'
import type { Called } from './database-file'
import { applyEdits } from './edits'
import type { Formatter } from './format'
import { maxMigrations } from './max-migration'
import { splitNames } from './names'
import type { SplitNames } from './names'
import { referenceEdits, type References } from './references'
import { behindEdits, markNote } from './stage'
import { stateFileText } from './state-file'
import { styleFor } from './style'
import type { Writing } from './writing'

/** How it is written. */
export interface WriteOptions extends Writing {
  /** `state`: no database migration but those that another migration of the same run comes after. */
  readonly phase: 'all' | 'state'
}

/** What becomes of one chosen migration. */
export interface SplitFiles {
  readonly plan: Plan
  /** The names of the two halves, be they written or not. */
  readonly names: SplitNames
  /** Its own files; none where nothing has to be split. */
  readonly changes: readonly FileChange[]
  /** Those of other files that name it, and are not split themselves. */
  readonly edits: readonly FileChange[]
  /** Other migrations come after it. */
  readonly isNamed: boolean
  /** The database migration is left to a later run. */
  readonly isHeldBack: boolean
}

/** All that is written for many migrations. */
export interface ReleaseFiles {
  readonly splits: readonly SplitFiles[]
  /** Everything, each file once. */
  readonly changes: readonly FileChange[]
  readonly notes: readonly string[]
}

/**
 * Everything that a plan writes: for each split the state migration in place of the original, and the database
 * migration; and every other migration of the project that names an original, with its new name.
 *
 * @throws Error when what was rendered does not read back as what was planned: a bug, and nothing is written.
 */
export function filesFor(
  released: ReleasePlan,
  project: Project,
  formatter: Formatter,
  options: WriteOptions,
): ReleaseFiles {
  const named = namesFor(released, project, options)
  const called = calledBy(named)
  const references = referenceEdits(project, named.keys(), released.behind, called)
  const held = heldBack(released, options)
  const job: Job = { project, formatter, named, called, references, held, writing: options }
  const others = [...references.keys()].filter((key) => !named.has(key))
  const behind = new Set(released.behind.map(({ migration }) => migration))
  const edits = new Map(others.map((key) => [key, editOf(key, behind.has(key), job)]))
  const splits = released.plans.map((plan) => splitFiles(plan, edits, job))
  const graph = buildGraph(project, [...named.keys()])
  const ends = maxMigrations(project, graph, [...named.keys()].map(appOf), lastWritten(released, job))
  const own = splits.flatMap(({ changes }) => changes)
  const split = splits.filter(({ changes }) => changes.length > 0)
  const marks = split.flatMap(({ plan }) => markNote(options.stage, plan.migration.module) ?? [])
  const notes = [...marks, ...ends.notes]
  return { splits, changes: [...own, ...edits.values(), ...ends.changes], notes }
}

/** Nothing is written for it. */
export function untouched(plan: Plan): SplitFiles {
  const names = { state: '', database: '' }
  return { plan, names, changes: [], edits: [], isNamed: false, isHeldBack: false }
}

interface Job {
  readonly project: Project
  readonly formatter: Formatter
  readonly named: Named
  readonly called: Called
  readonly references: References
  readonly held: ReadonlySet<MigrationKey>
  readonly writing: Writing
}

type Named = ReadonlyMap<MigrationKey, SplitNames>

/** Each takes its names before the next does. */
function namesFor({ plans }: ReleasePlan, project: Project, writing: Writing): Named {
  const named = new Map<MigrationKey, SplitNames>()
  const taken = [...project.migrations.values()].map(({ app, name }) => ({ app, name }))
  for (const { migration, splits, changes } of plans) {
    if (splits.length === 0) continue
    const { app, key, name } = migration
    const own = taken.filter((each) => each.app === app).map((each) => each.name)
    const names = splitNames(name, changes, own, writing.names)
    named.set(key, names)
    taken.push({ app, name: names.state }, { app, name: names.database })
  }
  return named
}

function calledBy(named: Named): Called {
  const all = new Map<MigrationKey, MigrationKey>()
  for (const [key, { state, database }] of named) {
    const app = appOf(key)
    all.set(key, `${app}.${state}`)
    all.set(databaseKey(key), `${app}.${database}`)
  }
  return (key) => all.get(key) ?? key
}

/** Those whose database migration ships when nothing else does. */
function heldBack({ releases }: ReleasePlan, { phase }: WriteOptions): ReadonlySet<MigrationKey> {
  const last = releases.at(-1)?.migrations ?? []
  const isAlone = last.every(({ part }) => part === 'database')
  return new Set(phase === 'state' && isAlone ? last.map(({ key }) => key) : [])
}

function splitFiles(plan: Plan, edits: ReadonlyMap<MigrationKey, FileChange>, job: Job): SplitFiles {
  const { key } = plan.migration
  const names = job.named.get(key)
  if (names === undefined) return untouched(plan)
  const naming = new Set(mentionsOf(job.project, key).map(({ from }) => from.key))
  return {
    plan,
    names,
    changes: splitChanges(plan, names, job),
    edits: [...naming].flatMap((each) => edits.get(each) ?? []),
    isNamed: naming.size > 0,
    isHeldBack: job.held.has(key),
  }
}

function splitChanges(plan: Plan, names: SplitNames, job: Job): readonly FileChange[] {
  const { project, formatter, called, references, held, writing } = job
  const stage = writing.stage ?? 'none'
  const { file, key } = plan.migration
  const path = (name: string): string => join(dirname(file.path), `${name}.py`)
  const style = styleFor(file, writing.templates)
  const own = { database: held.has(key) ? undefined : names.database, references: references.get(key) ?? [] }
  const state = stateFileText(plan, { ...own, style, formatter, stage })
  checkStateFile(plan, { path: path(names.state), text: state }, project, called, writing)
  const renamed = { from: file.path, to: path(names.state), before: file.text, text: state }
  const first: FileChange = { kind: 'rename', ...renamed }
  if (held.has(key)) return [first]
  const half = { names, called, path: path(names.database), style, formatter, stage }
  const database = databaseFileText(plan, half)
  checkDatabaseFile(plan, { path: half.path, text: database }, project, called, writing)
  return [first, { kind: 'create', path: half.path, text: database }]
}

function editOf(key: MigrationKey, isBehind: boolean, { project, references, writing }: Job): Edit {
  const migration = project.migrations.get(key)
  if (migration === undefined) throw new Error(`${key} has got lost`)
  const { file, module } = migration
  const marker = isBehind ? behindEdits(writing.stage ?? 'none', module, styleFor(file)) : []
  const text = applyEdits(file.text, [...(references.get(key) ?? []), ...marker])
  return { kind: 'edit', path: file.path, before: file.text, text }
}

/** The last migration of an app that is there once all is written. */
function lastWritten(
  released: ReleasePlan,
  { called, held }: Job,
): (app: string) => MigrationKey | undefined {
  const written = released.releases
    .flatMap(({ migrations }) => migrations)
    .filter(({ key, part }) => part !== 'database' || !held.has(key))
  return (app) => {
    const last = written.findLast(({ key }) => appOf(key) === app)
    return last && called(last.part === 'database' ? databaseKey(last.key) : last.key)
  }
}
