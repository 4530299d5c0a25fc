import { writeFileSync } from 'node:fs'
import { relative } from 'node:path'
import { Refusal } from '../../src/core/errors'
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

/** One thing to look at: a Refusal by its code, or `crash`. */
interface Case {
  readonly migration: string
  readonly code: string
  readonly text: string
}

/** How long each part took, in milliseconds. */
type Times = Record<'load' | 'read' | 'replay' | 'check' | 'plan', number>

interface Measured {
  readonly migrations: number
  readonly apps: number
  readonly ambiguous: number
  readonly read: number
  readonly notRead: readonly Case[]
  readonly replayed: number
  readonly passed: readonly Case[]
  readonly rules: Readonly<Record<string, number>>
  readonly unsafe: number
  readonly planned: number
  readonly split: number
  readonly refused: readonly Case[]
  /** `check` has nothing against it, and `split` would split or refuse it. */
  readonly unlike: readonly Case[]
  readonly crashes: readonly Case[]
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
  if (error instanceof Refusal) return { migration, code: error.code, text: error.reason }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return { migration, code: 'crash', text }
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

function outcomes(
  project: Project,
  migrations: readonly Migration[],
  options: PlanOptions,
  formatter: Formatter,
  seconds: number,
): { readonly split: readonly string[]; readonly problems: readonly Case[]; readonly planned: number } {
  const problems: Case[] = []
  const split: string[] = []
  const writing = { stage: undefined, names: { state: undefined, database: undefined }, templates: undefined }
  const end = performance.now() + seconds * 1000
  let planned = 0
  for (const migration of migrations) {
    if (performance.now() > end) break
    planned += 1
    const done = attempt(migration.key, () => {
      const released = planReleases(project, [migration], options)
      if (released.plans.some(({ splits }) => splits.length > 0)) split.push(migration.key)
      filesFor(released, project, formatter, { ...writing, phase: 'all' })
    })
    if ('problem' in done) problems.push(done.problem)
  }
  return { split, problems, planned }
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
  /** No more are planned after so many. */
  readonly seconds: number
  /** Where the state that the history ends in is written to, as `bgsplit state --format json` prints it. */
  readonly state?: string
}

/** Everything that is done with one project: see README.md beside this. */
async function measure(folder: string, { dialect, plan, seconds, state }: Options): Promise<Measured> {
  const times: Times = { load: 0, read: 0, replay: 0, check: 0, plan: 0 }
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
  const { split, problems, planned } = timed(times, 'plan', () =>
    outcomes(project, chosen, options, formatter, seconds),
  )
  const looked = new Set<string>(chosen.slice(0, planned).map(({ key }) => key))
  const isUnsafe = ({ migration }: Case): boolean => unsafe.has(migration)
  const refused = problems.filter(({ code }) => code !== 'crash')
  const quiet = split.filter((key) => !unsafe.has(key))
  const neither = [...unsafe].filter(
    (key) => looked.has(key) && !split.includes(key) && !problems.some(({ migration }) => migration === key),
  )
  const all = [
    ...notRead,
    ...[replay, check].flatMap((each) => ('problem' in each ? [each.problem] : [])),
    ...problems,
  ]
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
    planned,
    split: split.length,
    refused: refused.filter(isUnsafe),
    unlike: [
      ...refused.filter((each) => !isUnsafe(each)),
      ...quiet.map((migration) => ({ migration, code: 'split', text: 'check found no error' })),
      ...neither.map((migration) => ({
        migration,
        code: 'nothing-to-split',
        text: errors
          .filter((each) => each.migration === migration)
          .map(({ rule, message }) => `${rule}: ${message}`)
          .join('; '),
      })),
    ],
    crashes: all.filter(({ code }) => code === 'crash'),
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
