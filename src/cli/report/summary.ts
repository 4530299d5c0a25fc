import { listed } from '../../core/words'
import type { FileChange } from '../../emit/change'
import type { SplitNames } from '../../emit/names'
import { commentText } from '../../emit/python-text'
import type { Plan, PlannedChange } from '../../plan/plan'
import type { Host } from '../host'
import { accents } from './colours'
import { placeLine, shownPath } from './failures'
import { alreadyApplied, releaseSteps, whyNothing } from './messages'
import type { Facts } from './messages'

/** What became of one file. */
export interface Outcome {
  readonly plan: Plan
  readonly names: SplitNames
  readonly changes: readonly FileChange[]
}

/** What was written for each file, why, and what to do with it: the whole report as text. */
export function summary(outcomes: readonly Outcome[], host: Host): string {
  const named = renames(outcomes)
  const facts = outcomes.filter(isSplit).map((outcome) => factsOf(outcome, named))
  const blocks = [
    ...outcomes.map((outcome) => [...fileLines(outcome, named, host), ...noteLines(outcome, host)]),
    ...(facts.length === 0 ? [] : [appliedLines(facts)]),
  ]
  return blocks.map((lines) => lines.map((line) => `${safe(line)}\n`).join('')).join('\n')
}

function isSplit(outcome: Outcome): boolean {
  return outcome.changes.length > 0
}

function fileLines(outcome: Outcome, named: Renames, host: Host): readonly string[] {
  return isSplit(outcome) ? splitLines(outcome, named, host) : [nothingToSplit(outcome, host)]
}

function noteLines(outcome: Outcome, host: Host): readonly string[] {
  const notes = notesOf(outcome, host)
  return notes.length === 0 ? [] : ['', heading('Notes', host), ...notes.map((note) => `  ${note}`)]
}

function appliedLines(facts: readonly Facts[]): readonly string[] {
  const { intro, lines } = alreadyApplied(facts)
  return [intro, ...lines.map((line) => `  ${line}`)]
}

/** The names that migrations of this run have now, by what they were called before it. */
type Renames = ReadonlyMap<string, string>

function renames(outcomes: readonly Outcome[]): Renames {
  return new Map(
    outcomes
      .filter(isSplit)
      .map(({ plan, names }) => [plan.migration.key, `${plan.migration.app}.${names.state}`]),
  )
}

/** The one line for a file that stays as it is. */
export function nothingToSplit({ plan }: Outcome, host: Host): string {
  const { operations, file } = plan.migration
  const hasSplit = operations.some((operation) => operation.kind === 'SeparateDatabaseAndState')
  return `${shownPath(file.path, host.cwd) ?? file.path}: ${whyNothing(hasSplit, plan.isAnalysed)}`
}

/** The notes of a plan, each with the place it is about. */
export function notesOf({ plan }: Outcome, host: Host): readonly string[] {
  return plan.notes.map(({ place, text }) => {
    return place === undefined ? text : `${placeLine(place, host.cwd)}: ${text}`
  })
}

function splitLines(outcome: Outcome, named: Renames, host: Host): readonly string[] {
  const facts = factsOf(outcome, named)
  return [
    heading(`Split ${facts.app}.${facts.original}`, host),
    ...outcome.changes.map((change) => `  ${fileLine(change, host)}`),
    '',
    heading('Why', host),
    ...outcome.plan.changes.flatMap((change) => whyLines(change, host)),
    '',
    heading('Releases', host),
    ...releaseSteps(facts).flatMap(({ line, more }, index) => [
      `  ${index + 1}. ${line}`,
      ...more.map((each) => `     ${each}`),
    ]),
    ...(outcome.plan.onVendor === undefined ? [] : ['', elsewhere(outcome)]),
  ]
}

/** What the two files do on a database that is only tested on. */
function elsewhere({ plan, names }: Outcome): string {
  const others = [...(plan.onVendor?.others ?? [])]
  return `On ${listed(others)} ${names.state} does all of it at once, and ${names.database} nothing.`
}

function factsOf({ plan, names, changes }: Outcome, named: Renames): Facts {
  const { app, name, key, dependencies } = plan.migration
  const now = (each: string): string => named.get(each) ?? each
  const previous = dependencies.find((each) => each.app === app)
  return {
    app,
    original: name,
    names,
    changes: plan.changes,
    previous: previous === undefined ? undefined : now(`${app}.${previous.on}`).slice(app.length + 1),
    hasDependents: plan.after !== key || changes.some((change) => change.kind === 'edit'),
    beforeDatabase: now(plan.after).slice(app.length + 1),
    before: [plan.after, ...plan.alsoAfter].filter((each) => each !== key).map(now),
  }
}

function fileLine(change: FileChange, host: Host): string {
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

function whyLines({ subject, why, overlap, place }: PlannedChange, host: Host): readonly string[] {
  return [`  ${subject}: ${why} (${placeLine(place, host.cwd)})`, `    ${overlap}`]
}

function heading(text: string, host: Host): string {
  return accents(host.colours).heading(text)
}

/** Names come from files: none of them can move the cursor. Our own accents are all that may. */
function safe(line: string): string {
  return line
    .split(/(\u001B\[\d+m)/)
    .map((part, index) => (index % 2 === 1 ? part : commentText(part)))
    .join('')
}
