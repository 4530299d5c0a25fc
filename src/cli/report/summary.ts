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

/** What was written for one file, why, and what to do with it: the whole report as text. */
export function summary(outcome: Outcome, host: Host): string {
  const lines = outcome.changes.length === 0 ? [nothingToSplit(outcome, host)] : splitLines(outcome, host)
  const notes = notesOf(outcome, host)
  const all = [
    ...lines,
    ...(notes.length === 0 ? [] : ['', heading('Notes', host), ...notes.map((note) => `  ${note}`)]),
  ]
  return all.map((line) => `${safe(line)}\n`).join('')
}

/** The one line for a file that stays as it is. */
export function nothingToSplit({ plan }: Outcome, host: Host): string {
  const { operations, file } = plan.migration
  const hasSplit = operations.some((operation) => operation.kind === 'SeparateDatabaseAndState')
  return `${shownPath(file.path, host.cwd) ?? file.path}: ${whyNothing(hasSplit)}`
}

/** The notes of a plan, each with the place it is about. */
export function notesOf({ plan }: Outcome, host: Host): readonly string[] {
  return plan.notes.map(({ place, text }) => {
    return place === undefined ? text : `${placeLine(place, host.cwd)}: ${text}`
  })
}

function splitLines(outcome: Outcome, host: Host): readonly string[] {
  const facts = factsOf(outcome)
  const applied = alreadyApplied(facts)
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
    '',
    applied.intro,
    ...applied.lines.map((line) => `  ${line}`),
  ]
}

function factsOf({ plan, names, changes }: Outcome): Facts {
  const { app, name, key, dependencies } = plan.migration
  return {
    app,
    original: name,
    names,
    changes: plan.changes,
    previous: dependencies.find((each) => each.app === app)?.on,
    hasDependents: plan.after !== key || changes.some((change) => change.kind === 'edit'),
    beforeDatabase: plan.after === key ? names.state : plan.after.slice(app.length + 1),
    before: [plan.after, ...plan.alsoAfter].filter((each) => each !== key),
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
