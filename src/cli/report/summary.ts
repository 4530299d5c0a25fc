import { listed } from '../../core/words'
import type { FileChange } from '../../emit/change'
import type { SplitNames } from '../../emit/names'
import type { Plan, PlannedChange } from '../../plan/plan'
import { databaseKey } from '../../plan/releases/world'
import { placeLine, shownPath } from './failures'
import { command, heading, shownBlocks } from './lines'
import type { Line } from './lines'
import { alreadyApplied, alreadyAppliedAll, alreadyFinished, releaseSteps, whyNothing } from './messages'
import type { Facts } from './messages'
import type { PlanContext } from './whole-plan'

/** What became of one file. */
export interface Outcome {
  readonly plan: Plan
  readonly names: SplitNames
  readonly changes: readonly FileChange[]
  /** Other migrations come after it. */
  readonly isNamed: boolean
  /** The database migration is left to a later run. */
  readonly isHeldBack: boolean
}

/** What was written for each file, why, and what to do with it: the whole report as text. */
export function summary(outcomes: readonly Outcome[], host: PlanContext): string {
  const named = renames(outcomes)
  const applied = alreadyAppliedLines(outcomes)
  const blocks = [
    ...outcomes.map((outcome) => [...fileLines(outcome, named, host), ...noteLines(outcome, host)]),
    ...(applied.length === 0 ? [] : [applied]),
  ]
  return shownBlocks(blocks, host)
}

export function isSplit(outcome: Outcome): boolean {
  return outcome.changes.length > 0
}

function fileLines(outcome: Outcome, named: Renames, host: PlanContext): readonly Line[] {
  return isSplit(outcome) ? splitLines(outcome, named, host) : [nothingToSplit(outcome, host)]
}

function noteLines(outcome: Outcome, host: PlanContext): readonly Line[] {
  const notes = notesOf(outcome, host)
  return notes.length === 0 ? [] : ['', heading('Notes'), ...notes.map((note) => `  ${note}`)]
}

/** What to do where the originals have been applied already; nothing where none is split. */
export function alreadyAppliedLines(outcomes: readonly Outcome[], hasBarrier = false): readonly Line[] {
  const named = renames(outcomes)
  const facts = outcomes.filter(isSplit).map((outcome) => factsOf(outcome, named))
  if (facts.length === 0) return []
  const { intro, lines } = hasBarrier ? alreadyAppliedAll(facts) : alreadyApplied(facts)
  return [intro, ...lines.map((line) => command(`  ${line}`))]
}

/** What to do there with the database migrations of `finish`. */
export function alreadyFinishedLines(outcomes: readonly Outcome[]): readonly Line[] {
  const facts = outcomes.filter(isSplit).map((outcome) => factsOf(outcome, renames(outcomes)))
  const { intro, lines } = alreadyFinished(facts)
  return [intro, ...lines.map((line) => command(`  ${line}`))]
}

/** The names that migrations of this run have now, by what they were called before it. */
type Renames = ReadonlyMap<string, string>

function renames(outcomes: readonly Outcome[]): Renames {
  return new Map(
    outcomes.filter(isSplit).flatMap(({ plan: { migration }, names }) => [
      [migration.key, `${migration.app}.${names.state}`],
      [databaseKey(migration.key), `${migration.app}.${names.database}`],
    ]),
  )
}

/** The one line for a file that stays as it is. */
export function nothingToSplit({ plan }: Outcome, host: PlanContext): string {
  const { path } = plan.migration.file
  return `${shownPath(path, host.cwd) ?? path}: ${whyNothing(plan)}`
}

/** The notes of a plan, each with the place it is about. */
export function notesOf({ plan }: Outcome, host: PlanContext): readonly string[] {
  return plan.notes.map(({ place, text }) => {
    return place === undefined ? text : `${placeLine(place, host.cwd)}: ${text}`
  })
}

function splitLines(outcome: Outcome, named: Renames, host: PlanContext): readonly Line[] {
  const facts = factsOf(outcome, named)
  return [
    heading(`Split ${facts.app}.${facts.original}`),
    ...outcome.changes.map((change) => `  ${fileLine(change, host)}`),
    '',
    heading('Why'),
    ...outcome.plan.changes.flatMap((change) => whyLines(change, host)),
    '',
    heading('Releases'),
    ...releaseSteps(facts).flatMap(({ line, more }, index) => [
      `  ${index + 1}. ${line}`,
      ...more.map((each) => `     ${each}`),
    ]),
    ...(outcome.plan.onVendor === undefined ? [] : ['', elsewhere(outcome)]),
  ]
}

/** What the two files do on a database that is only tested on. */
export function elsewhere({ plan, names }: Outcome): string {
  const others = [...(plan.onVendor?.others ?? [])]
  return `On ${listed(others)} ${names.state} does all of it at once, and ${names.database} nothing.`
}

function factsOf({ plan, names, isNamed, isHeldBack }: Outcome, named: Renames): Facts {
  const { app, name, key, dependencies } = plan.migration
  const now = (each: string): string => named.get(each) ?? each
  const previous = dependencies.find((each) => each.app === app)
  return {
    app,
    original: name,
    names,
    changes: plan.changes,
    previous: previous === undefined ? undefined : now(`${app}.${previous.on}`).slice(app.length + 1),
    isHeldBack,
    hasDependents: plan.after !== key || isNamed,
    beforeDatabase: now(plan.after).slice(app.length + 1),
    before: [plan.after, ...plan.alsoAfter].filter((each) => each !== key).map(now),
  }
}

export function fileLine(change: FileChange, host: PlanContext): string {
  const shown = (path: string): string => shownPath(path, host.cwd) ?? path
  switch (change.kind) {
    case 'rename':
      return `renamed ${shown(change.from)} -> ${shown(change.to)}`
    case 'create':
      return `created ${shown(change.path)}`
    case 'edit':
      return `edited  ${shown(change.path)}`
  }
}

export function whyLines(
  { subject, why, overlap, place }: PlannedChange,
  host: PlanContext,
): readonly string[] {
  return [`  ${subject}: ${why} (${placeLine(place, host.cwd)})`, `    ${overlap}`]
}
