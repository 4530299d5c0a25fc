import type { Place } from '../../core/span'
import type { FileChange } from '../../emit/change'
import { placeLine } from './failures'
import { counted } from './counts'
import { LOCK_TIMES } from './lock'
import type { Lock, Locked, Locks } from './lock'
import { code, folded, prose, table } from './markdown'
import { mermaidGraph } from './mermaid'
import { pathFrom } from './paths'
import { factsOf } from './plan-facts'
import type { MigrationFacts, OperationFacts, PlanFacts, Released, ReleaseFacts } from './plan-facts'
import { sentenceText, shipsWhen } from './ways-back'
import type { Sentence } from './ways-back'
import type { PlanContext, WholePlan } from './whole-plan'

/** A plan as a comment on a pull request. */
export function planMarkdown(whole: WholePlan, { cwd }: PlanContext): string {
  const facts = factsOf(whole)
  const split = facts.migrations.filter(({ files }) => files.changes.length > 0)
  const lines = [
    `### bgsplit ${whole.command}: ${headline(whole, split.length, facts)}`,
    ...(split.length === 0 ? [] : planLines(split, facts)),
    ...noteLines(whole, cwd),
    ...(whole.files.changes.length === 0 ? [] : fileLines(whole.files.changes, cwd)),
  ]
  return lines.map((line) => `${line}\n`).join('')
}

function planLines(split: readonly MigrationFacts[], facts: PlanFacts): readonly string[] {
  return [
    ...releaseTable(facts.releases),
    ...operationTable(split),
    ...lockTable(split),
    ...wayBackLines(facts.releases),
    ...graphLines(facts.releases),
  ]
}

function headline({ files, command }: WholePlan, split: number, { releases }: PlanFacts): string {
  const all = counted(files.splits.length, 'migration')
  if (split === 0) return `nothing to ${command} in ${all}`
  const what = command === 'finish' ? `the database migrations of ${all}` : `${split} of ${all} split`
  return `${what}, ${counted(releases.length, 'release')}`
}

function releaseTable(releases: readonly ReleaseFacts[]): readonly string[] {
  const rows = releases.map((release) => [
    String(release.number),
    release.migrations.map(shipped).join('<br>'),
    [
      shipsWhen(release) ?? 'beside the old code',
      ...release.barriers.map(({ key, why }) => `${code(key)} waits for it: ${prose(why)}`),
    ].join('<br>'),
  ])
  return ['', ...table(['release', 'migrations', 'when'], rows)]
}

function shipped({ key, part, does, isHeldBack }: Released): string {
  const note = { whole: '', state: ' (state)', database: ' (database)' }[part]
  const what = does.length === 0 ? '' : `: ${prose(does.join(', '))}`
  return `${code(key)}${note}${isHeldBack ? ', to be written by `bgsplit finish`' : ''}${what}`
}

/** What is not split stays as it is written, and is only counted. */
function operationTable(split: readonly MigrationFacts[]): readonly string[] {
  const rows = split.flatMap(({ files, operations }) => {
    const put = operations.filter(({ changes }) => changes.length > 0)
    const rest = operations.length - put.length
    const name = code(files.plan.migration.key)
    return [
      ...put.flatMap((each) => operationRows(name, each)),
      ...(rest === 0 ? [] : [[name, counted(rest, 'other operation'), 'as written', '']]),
    ]
  })
  const heads = ['migration', 'operation', 'while both run', 'in the database migration']
  return ['', '#### Operations', '', ...table(heads, rows)]
}

function operationRows(migration: string, { name, changes }: OperationFacts): readonly (readonly string[])[] {
  return changes.map(({ why, overlap, later }) => [
    migration,
    `${code(name)}<br>${prose(why)}`,
    prose(overlap),
    prose(later),
  ])
}

function lockTable(split: readonly MigrationFacts[]): readonly string[] {
  const rows = split.flatMap(({ files, locks, releases }) => {
    const keyOf = (name: string): string => code(`${files.plan.migration.app}.${name}`)
    return [
      ...(releases.first === undefined ? [] : [[keyOf(files.names.state), lockCell(locks.first)]]),
      ...(releases.second === undefined ? [] : [[keyOf(files.names.database), lockCell(locks.second)]]),
    ]
  })
  return [
    '',
    '#### What is locked',
    '',
    ...table(['migration', 'by what was split'], rows),
    '',
    'In a migration that is one transaction a lock is held until its end. What stays as it is written is in the notes.',
  ]
}

function lockCell({ locks, isPart }: Locks): string {
  const lines = locks.map(lockText)
  const more = isPart ? [lines.length === 0 ? 'see the file' : 'what else it does: see the file'] : []
  return [...lines, ...more].join('<br>') || 'nothing'
}

function lockText({ on, lock, while: time }: Lock): string {
  const what = lock === 'rows' ? '' : `${code(lock)} `
  return `${lockedText(on)}: ${what}${LOCK_TIMES[time]}`
}

function lockedText({ kind, name }: Locked): string {
  switch (kind) {
    case 'table':
      return code(name)
    case 'model':
      return `the table of ${code(name)}`
    case 'index':
      return `the table of the index ${code(name)}`
    case 'database':
      return 'the whole database'
  }
}

function wayBackLines(releases: readonly ReleaseFacts[]): readonly string[] {
  const items = releases.flatMap(({ number, wayBack }) => [
    `- **From release ${number}**: ${wayBack.map(withCommands).join(' ')}`,
  ])
  return ['', '#### The way back', '', ...items]
}

/** The words around commands are ours. */
function withCommands(sentence: Sentence): string {
  return sentenceText(sentence, code)
}

function graphLines(releases: readonly ReleaseFacts[]): readonly string[] {
  const graph = ['```mermaid', ...mermaidGraph(releases), '```']
  return ['', '#### Migrations', '', ...graph]
}

function noteLines({ files }: WholePlan, cwd: string): readonly string[] {
  const at = (place: Place | undefined): string =>
    place === undefined ? '' : `${code(placeLine(place, cwd))}: `
  const notes = [
    ...files.splits.flatMap(({ plan }) =>
      plan.notes.map(({ place, text }) => `- ${at(place)}${prose(text)}`),
    ),
    ...files.notes.map((note) => `- ${prose(note)}`),
  ]
  return notes.length === 0 ? [] : ['', '#### Notes', '', ...notes]
}

function fileLines(changes: readonly FileChange[], cwd: string): readonly string[] {
  const path = (each: string): string => code(pathFrom(cwd, each, cwd))
  const items = changes.map((change) => {
    if (change.kind === 'rename') return `- renamed ${path(change.from)} to ${path(change.to)}`
    return `- ${change.kind === 'create' ? 'created' : 'edited'} ${path(change.path)}`
  })
  return ['', ...folded(`Files: ${changes.length}`, items)]
}
