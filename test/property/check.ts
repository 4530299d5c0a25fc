import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { compatible } from '../../src/compat/compatible'
import { newViolations, violationKey } from '../../src/compat/violation'
import type { Dialect } from '../../src/core/dialect'
import { Refusal } from '../../src/core/errors'
import { buildGraph } from '../../src/django/build-graph'
import { emptySnapshot } from '../../src/django/empty-snapshot'
import { fullOrder } from '../../src/django/graph'
import type { Migration, MigrationKey } from '../../src/django/migration'
import { loadProject, type Project } from '../../src/django/project'
import { replayMigration, unreplayMigration, type ReplayEnvironment } from '../../src/django/replay'
import type { Snapshot } from '../../src/django/snapshot'
import { filesFor, type ReleaseFiles } from '../../src/emit/files'
import type { Formatter } from '../../src/emit/format'
import type { Plan } from '../../src/plan/plan'
import { planMigration } from '../../src/plan/planner'
import type { PlanOptions } from '../../src/plan/site'
import { readSql } from '../../src/sql/read'
import { alone } from '../support/alone'
import type { Files } from '../support/project'
import { schemaDifference, stateDifference } from './compare'

export type Outcome =
  | { readonly kind: 'safe'; readonly plan: Plan }
  | { readonly kind: 'split'; readonly plan: Plan }
  | { readonly kind: 'refused'; readonly refusal: Refusal }

/** What is checked with: the rules are handed in, for those of the planner may be switched off. */
export interface Checker {
  readonly compatible: typeof compatible
  readonly formatter: Formatter
  readonly options: PlanOptions
}

/** A property that does not hold: what is wrong, and the files that show it. */
export class Broken extends Error {
  override readonly name = 'Broken'

  constructor(
    readonly what: string,
    readonly found: readonly string[],
    readonly written: Files = {},
  ) {
    super(`${what}\n${found.join('\n')}`)
  }
}

const TARGET: MigrationKey = 'shop.0002_auto'

/** A project on the disk, with room beside it for what is written of it. */
export interface Opened {
  readonly project: Project
  readonly files: Files
  /** A new folder that holds the files, which goes with the rest. */
  readonly copy: () => string
}

/** Makes a project of files for as long as it is used. */
export function withProject<T>(files: Files, use: (opened: Opened) => T): T {
  const scratch = mkdtempSync(join(tmpdir(), 'bgsplit-property-'))
  let copies = 0
  const copy = (): string => filled(join(scratch, `copy${++copies}`), files)
  try {
    return use({ project: loadProject('.', { cwd: copy() }), files, copy })
  } finally {
    rmSync(scratch, { recursive: true })
  }
}

function filled(folder: string, files: Files): string {
  for (const [path, content] of Object.entries({ 'manage.py': '', ...files })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), content)
  }
  return folder
}

/**
 * Plans the split of shop.0002_auto and checks by other means than the planner's that it holds, from the text that is
 * written. Throws Broken where it does not; whatever else is thrown is a bug too.
 */
export function checkCase(opened: Opened, checker: Checker): Outcome {
  const outcome = planned(opened.project, checker.options)
  if (outcome.kind === 'safe') checkSafe(opened.project, checker)
  if (outcome.kind === 'split') checkSplit(outcome.plan, opened, checker)
  return outcome
}

function planned(project: Project, options: PlanOptions): Outcome {
  try {
    const plan = planMigration(project, migrationOf(project, TARGET), options)
    return { kind: plan.splits.length === 0 ? 'safe' : 'split', plan }
  } catch (error) {
    if (error instanceof Refusal) return { kind: 'refused', refusal: error }
    throw error
  }
}

function migrationOf(project: Project, key: string): Migration {
  const migration = [...project.migrations.values()].find((each) => each.key === key)
  if (migration === undefined) throw new Error(`${key} is not there`)
  return migration
}

/** What there is after each migration of a project, from nothing. */
interface History {
  readonly keys: readonly MigrationKey[]
  readonly after: (key: MigrationKey) => Snapshot
  readonly before: (key: MigrationKey) => Snapshot
  readonly end: Snapshot
}

function historyOf(project: Project, options: PlanOptions): History {
  const graph = buildGraph(project, [])
  const keys = fullOrder(graph)
  const snapshots = [emptySnapshot(project.settings.project, options.dialect)]
  for (const key of keys) {
    const migration = graph.nodes.get(key)?.migration ?? migrationOf(project, key)
    snapshots.push(replayMigration(migration, latest(snapshots), environmentOf(migration, options.dialect)))
  }
  const at = (key: MigrationKey, offset: number): Snapshot => {
    const snapshot = keys.includes(key) ? snapshots[keys.indexOf(key) + offset] : undefined
    if (snapshot === undefined) throw new Error(`${key} has not run`)
    return snapshot
  }
  return { keys, after: (key) => at(key, 1), before: (key) => at(key, 0), end: latest(snapshots) }
}

function latest(snapshots: readonly Snapshot[]): Snapshot {
  const last = snapshots.at(-1)
  if (last === undefined) throw new Error('there is no snapshot')
  return last
}

function environmentOf({ app }: Migration, dialect: Dialect): ReplayEnvironment {
  return { app, dialect, readSql }
}

/** A migration that is left as it is: old code lives with all that it does. */
function checkSafe(project: Project, checker: Checker): void {
  const history = historyOf(project, checker.options)
  const [start, end] = [history.before(TARGET), history.after(TARGET)]
  livesWith({ colour: 'old', home: start, other: end, there: end }, {}, checker)
}

interface Split {
  readonly unsplit: History
  readonly split: History
  readonly state: MigrationKey
  readonly database: MigrationKey
  readonly project: Project
  readonly original: Migration
  readonly written: Files
}

function checkSplit(plan: Plan, { project, copy }: Opened, checker: Checker): void {
  const { formatter, options } = checker
  const unsplit = historyOf(project, options)
  const original = migrationOf(project, TARGET)
  const files = filesFor(alone(plan), project, formatter, { phase: 'all' })
  const folder = copy()
  const written = write(files, folder)
  const fresh = loadProject('.', { cwd: folder })
  const split = historyOf(fresh, options)
  const names = files.splits[0]?.names
  const [state, database] = [`shop.${names?.state ?? ''}`, `shop.${names?.database ?? ''}`] as const
  const all: Split = { unsplit, split, state, database, project: fresh, original, written }
  checkForwards(all, checker)
  checkBackwards(all, options.dialect)
  if (plan.isAnalysed) checkSettled(all, options)
}

/** As the command does it, but by hand: what is checked is what then stands on the disk. */
function write({ changes }: ReleaseFiles, folder: string): Files {
  const written: Record<string, string> = {}
  for (const change of changes) {
    if (change.kind === 'rename') renameSync(join(folder, change.from), join(folder, change.to))
    const path = change.kind === 'rename' ? change.to : change.path
    writeFileSync(join(folder, path), change.text)
    written[path] = change.text
  }
  return written
}

function checkForwards({ unsplit, split, state, database, written }: Split, checker: Checker): void {
  const demand = demandIn(written)
  const overlap = split.after(state)
  const [start, middle] = [unsplit.before(TARGET), unsplit.after(TARGET)]
  const dropped = split.after(database)
  demand('the state migration starts elsewhere', schemaDifference(start.schema, split.before(state).schema))
  demand('the state migration has another state', stateDifference(middle.state, overlap.state))
  demand('the end has another state', stateDifference(unsplit.end.state, split.end.state))
  demand('the end has another schema', schemaDifference(unsplit.end.schema, split.end.schema))
  demand(
    'the database migration changes the state',
    stateDifference(split.before(database).state, dropped.state),
  )
  livesWith({ colour: 'old', home: start, other: middle, there: overlap }, written, checker)
  livesWith({ colour: 'new', home: middle, other: start, there: overlap }, written, checker)
  const green = { colour: 'new', home: unsplit.end, other: unsplit.end } as const
  livesWith({ ...green, other: start, there: split.before(database) }, written, checker)
  livesWith({ ...green, there: split.end }, written, checker)
}

function demandIn(written: Files): (what: string, found: readonly string[]) => void {
  return (what, found) => {
    if (found.length > 0) throw new Broken(what, found, written)
  }
}

interface Life {
  readonly colour: 'old' | 'new'
  readonly home: Snapshot
  /** The code that runs beside it. */
  readonly other: Snapshot
  readonly there: Snapshot
}

/** Code can live with the schema that is there as well as with its own. */
function livesWith({ colour, home, other, there }: Life, written: Files, checker: Checker): void {
  const { strict } = checker.options
  const violations = ({ schema }: Snapshot): ReturnType<typeof compatible> =>
    checker
      .compatible(home.state, schema, { colour, strict, other: other.state })
      .filter(({ severity }) => severity === 'error')
  const found = newViolations(violations(home), violations(there))
  demandIn(written)(`${colour} code cannot live with it`, found.map(violationKey))
}

function checkBackwards(all: Split, dialect: Dialect): void {
  const { unsplit, split, state, database, original, written } = all
  const demand = demandIn(written)
  const [overlap, start] = [split.before(database), split.before(state)]
  const back = undone(migrationOf(all.project, database), overlap, split.after(database), dialect)
  demand('the database migration does not go back to the overlap', back)
  if (!original.operations.every(isReversible)) return
  const whole = undone(original, unsplit.before(TARGET), unsplit.after(TARGET), dialect)
  const home = undone(migrationOf(all.project, state), start, split.after(state), dialect)
  const found = home.filter((each) => !whole.includes(each))
  demand('the state migration does not go back to the start', found)
}

/** What is different after a migration is taken back. */
function undone(
  migration: Migration,
  before: Snapshot,
  after: Snapshot,
  dialect: Dialect,
): readonly string[] {
  const back = unreplayMigration(migration, before.state, after, environmentOf(migration, dialect))
  return [...schemaDifference(before.schema, back.schema), ...stateDifference(before.state, back.state)]
}

function isReversible({ kind, ...operation }: Migration['operations'][number]): boolean {
  return !('reversible' in operation) || (kind !== 'RunPython' && kind !== 'RunSQL') || operation.reversible
}

/** A second run over each half finds nothing to do. */
function checkSettled({ project, state, database, written }: Split, options: PlanOptions): void {
  for (const key of [state, database]) {
    const again = planMigration(project, migrationOf(project, key), options)
    const found = again.splits.map(({ original }) => original.kind)
    demandIn(written)(`a second run over ${key} finds something to do`, found)
  }
}
