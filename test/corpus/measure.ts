import { writeFileSync } from 'node:fs'
import { relative } from 'node:path'
import { Refusal } from '../../src/core/errors'
import type { Finding } from '../../src/core/finding'
import type { Dialect } from '../../src/core/dialect'
import type { Migration } from '../../src/django/migration'
import { loadProject } from '../../src/django/project'
import type { Project } from '../../src/django/project'
import type { NotAnalysed } from '../../src/django/replay'
import { latestSnapshot } from '../../src/django/snapshot-before'
import { stateJson } from '../../src/django/state-json'
import { filesFor } from '../../src/emit/files'
import { loadFormatter } from '../../src/emit/format'
import type { Formatter } from '../../src/emit/format'
import { findingsOf } from '../../src/plan/findings/findings'
import { planReleases } from '../../src/plan/releases/plan-releases'
import type { PlanOptions } from '../../src/plan/site'
import { readSql } from '../../src/sql/read'
import { asNewest } from './newest'

/** One thing to look at: a Refusal by its code, or `crash`. */
interface Case {
  readonly migration: string
  readonly code: string
  readonly text: string
  readonly line?: number
}

/** How long each part took, in milliseconds. */
type Times = Record<'load' | 'read' | 'replay' | 'check' | 'plan' | 'newest', number>

/** What `split` makes of the migrations that `check` has something against. */
interface Outcomes {
  readonly planned: number
  readonly split: number
  readonly refused: readonly Case[]
  /** `check` has nothing against it, and `split` would split or refuse it; or the other way round. */
  readonly unlike: readonly Case[]
  readonly crashes: readonly Case[]
}

interface Measured extends Outcomes {
  readonly migrations: number
  readonly apps: number
  readonly ambiguous: number
  readonly read: number
  readonly notRead: readonly Case[]
  readonly replayed: number
  readonly passed: readonly Case[]
  readonly rules: Readonly<Record<string, number>>
  readonly unsafe: number
  /** The same migrations, each where nothing that came after it is there: as it was when it was written. */
  readonly newest: Outcomes
  readonly times: Times
}

function attempt<T>(migration: string, run: () => T): { readonly value: T } | { readonly problem: Case } {
  try {
    return { value: run() }
  } catch (error) {
    return { problem: caseOf(migration, error) }
  }
}

function caseOf(migration: string, error: unknown): Case {
  if (error instanceof Refusal) return { migration, code: error.code, text: error.reason, ...lineOf(error) }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return { migration, code: 'crash', text }
}

function lineOf({ place }: Refusal): Pick<Case, 'line'> {
  return place === undefined ? {} : { line: place.file.text.slice(0, place.span.start).split('\n').length }
}

function timed<T>(times: Times, part: keyof Times, run: () => T): T {
  const start = performance.now()
  const value = run()
  times[part] = Math.round(performance.now() - start)
  return value
}

/** All that bgsplit reads of a file, with the operations inside operations. */
function readAll(migration: Migration): readonly unknown[] {
  const { dependencies, runBefore, replaces, initial, atomic, operations } = migration
  return [dependencies, runBefore, replaces, initial, atomic, operations]
}

/** How the migrations are planned, and where. */
interface Planning {
  readonly options: PlanOptions
  readonly formatter: Formatter
  readonly seconds: number
  /** The project that a migration is planned in. */
  readonly world: (migration: Migration) => Project
  /** What `check` says of it there: the messages of its errors. */
  readonly errors: (migration: Migration) => readonly string[]
}

const WRITING = { stage: undefined, names: { state: undefined, database: undefined }, templates: undefined }

/** What one migration comes to: split or not, and its files rendered. */
function outcome(migration: Migration, { options, formatter, world }: Planning): Case | undefined {
  const done = attempt(migration.key, () => {
    const project = world(migration)
    const own = project.migrations.get(migration.key) ?? migration
    const released = planReleases(project, [own], options)
    filesFor(released, project, formatter, { ...WRITING, phase: 'all' })
    return released.plans.some(({ splits }) => splits.length > 0)
  })
  if ('problem' in done) return done.problem
  return done.value ? { migration: migration.key, code: 'split', text: '' } : undefined
}

function outcomes(migrations: readonly Migration[], planning: Planning): Outcomes {
  const end = performance.now() + planning.seconds * 1000
  const cases: Case[] = []
  const unlike: Case[] = []
  let planned = 0
  for (const migration of migrations) {
    if (performance.now() > end) break
    planned += 1
    const found = outcome(migration, planning)
    if (found !== undefined) cases.push(found)
    if (found?.code === 'crash') continue
    const errors = planning.errors(migration)
    if (errors.length > 0 === (found !== undefined)) continue
    const nothing = { migration: migration.key, code: 'nothing-to-split', text: errors.join('; ') }
    unlike.push(found === undefined ? nothing : { ...found, text: `check found no error: ${found.text}` })
  }
  const split = cases.filter(({ code }) => code === 'split').length
  const refused = cases.filter(({ code }) => code !== 'split' && code !== 'crash')
  return { planned, split, refused, unlike, crashes: cases.filter(({ code }) => code === 'crash') }
}

function countBy<T>(all: readonly T[], key: (each: T) => string): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const each of all) counts[key(each)] = (counts[key(each)] ?? 0) + 1
  return counts
}

interface Options {
  readonly dialect: Dialect
  /**
   * Which migrations are planned: those that `check` has something against, or all, to compare the two; with `none`
   * nothing is checked either.
   */
  readonly plan: 'unsafe' | 'all' | 'none'
  /** No more are planned after so many: where they stand, and as the newest. */
  readonly seconds: number
  readonly newestSeconds: number
  /** Where the state that the history ends in is written to, as `bgsplit state --format json` prints it. */
  readonly state?: string
}

function textsOf(findings: readonly Finding[]): readonly string[] {
  return findings.map(({ rule, message }) => `${rule}: ${message}`)
}

/** Each made once. */
function newestWorlds(project: Project): (migration: Migration) => Project {
  const known = new Map<Migration, Project>()
  return (migration) => {
    const world = known.get(migration) ?? asNewest(project, migration)
    known.clear()
    known.set(migration, world)
    return world
  }
}

function errorsOf(project: Project, { key }: Migration, options: PlanOptions): readonly Finding[] {
  const own = project.migrations.get(key)
  const found = findingsOf(project, own === undefined ? [] : [own], options)
  return found.filter(({ severity, migration }) => severity === 'error' && migration === key)
}

/** Everything that is done with one project: see README.md beside this. */
async function measure(
  folder: string,
  { dialect, plan, seconds, newestSeconds, state }: Options,
): Promise<Measured> {
  const times: Times = { load: 0, read: 0, replay: 0, check: 0, plan: 0, newest: 0 }
  const formatter = await loadFormatter()
  const project = timed(times, 'load', () => loadProject(folder))
  const migrations = [...project.migrations.values()]
  const reads = timed(times, 'read', () =>
    migrations.map((each) =>
      attempt(each.key, () => {
        readAll(each)
      }),
    ),
  )
  const notRead = reads.flatMap((each) => ('problem' in each ? [each.problem] : []))
  const passed: NotAnalysed[] = []
  const record = (each: NotAnalysed): void => void passed.push(each)
  const replay = timed(times, 'replay', () =>
    attempt('all', () => latestSnapshot(project, { dialect, readSql, record })),
  )
  if (state !== undefined && 'value' in replay) writeFileSync(state, JSON.stringify(stateJson(replay.value)))
  const options: PlanOptions = {
    dialect,
    databaseOperations: 'sql',
    fill: 'auto',
    strict: false,
    djangoKnowsDbDefault: true,
  }
  const check = timed(times, 'check', () =>
    attempt('all', () => findingsOf(project, plan === 'none' ? [] : migrations, options)),
  )
  const findings = 'value' in check ? check.value : []
  const errors = findings.filter(({ severity }) => severity === 'error')
  const unsafe = new Set(errors.map(({ migration }) => migration))
  const chosen = migrations.filter(({ key }) => plan === 'all' || unsafe.has(key))
  const planning = { options, formatter, seconds }
  const inPlace = timed(times, 'plan', () =>
    outcomes(chosen, {
      ...planning,
      world: () => project,
      errors: ({ key }) => textsOf(errors.filter((each) => each.migration === key)),
    }),
  )
  const worlds = newestWorlds(project)
  const newest = timed(times, 'newest', () =>
    outcomes(chosen, {
      ...planning,
      seconds: newestSeconds,
      world: worlds,
      errors: (migration) => textsOf(errorsOf(worlds(migration), migration, options)),
    }),
  )
  const broken = [
    ...notRead,
    ...[replay, check].flatMap((each) => ('problem' in each ? [each.problem] : [])),
  ].filter(({ code }) => code === 'crash')
  return {
    migrations: migrations.length,
    apps: project.apps.size,
    ambiguous: project.ambiguous.size,
    read: migrations.length - notRead.length,
    notRead,
    replayed: 'value' in replay ? migrations.length : 0,
    passed: passed.map(({ what, place }) => ({
      migration: relative(folder, place.file.path),
      code: 'passed',
      text: what,
    })),
    rules: countBy(errors, ({ rule }) => rule),
    unsafe: unsafe.size,
    ...inPlace,
    crashes: [...broken, ...inPlace.crashes],
    newest,
    times,
  }
}

async function main([folder = '.', options = '{}']: readonly string[]): Promise<void> {
  // Holds: run.js writes them.
  const measured = await measure(folder, JSON.parse(options) as Options)
  process.stdout.write(
    JSON.stringify({ ...measured, megabytes: Math.round(process.memoryUsage().rss / 1e6) }),
  )
}

void main(process.argv.slice(2))
