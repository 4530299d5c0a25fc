import type { Plan, PlannedChange } from '../../plan/plan'
import { printString } from '../../python/print'
import type { SplitNames } from '../../emit/names'

/** What the summary of one split talks about. */
export interface Facts {
  readonly app: string
  /** The migration that was split. */
  readonly original: string
  readonly names: SplitNames
  readonly changes: readonly PlannedChange[]
  /** The migration of the same app that the original comes after; undefined where it is the first. */
  readonly previous: string | undefined
  /** Others name the original: it is not the last of its app, or another app needs it. */
  readonly hasDependents: boolean
  /** The migration of the app that the database migration comes after. */
  readonly beforeDatabase: string
  /** Its file is left to `bgsplit finish`. */
  readonly isHeldBack: boolean
  /** Migrations that have to be there before the database migration, but for the state migration. */
  readonly before: readonly string[]
}

const MANAGE = 'python manage.py'

/** One item of a list: its first line, and lines that follow it further in. */
export interface Item {
  readonly line: string
  readonly more: readonly string[]
}

/** The releases in their order, each with the way back from it. */
export function releaseSteps(facts: Facts): readonly Item[] {
  const { app, names, changes } = facts
  const what = changes.map((change) => change.later).join(', ')
  return [
    {
      line: `Release the new code with ${names.state}: run migrate, then let the new code in beside the old.`,
      more: [
        'Way back: put the old code back. The database serves both, so that nothing has to be migrated.',
        ...undoing(facts),
      ],
    },
    {
      line: `In a later release, when no old code runs any more, ${shipping(facts)}: it ${what}.`,
      more: [
        `Way back: ${MANAGE} migrate ${argument(app)} ${argument(facts.beforeDatabase)}, then put the old code back.`,
        ...(facts.changes.some(
          ({ later }) => later.startsWith('drops the column') || later.startsWith('drops the table'),
        )
          ? ['What was dropped comes back empty.']
          : []),
      ],
    },
  ]
}

function shipping({ names, isHeldBack }: Facts): string {
  return isHeldBack
    ? 'let bgsplit finish write the database migration, and ship it'
    : `ship ${names.database}`
}

/** Only where nothing else would be taken back with it. */
function undoing({ app, previous, hasDependents }: Facts): readonly string[] {
  if (hasDependents) return []
  return [
    `Once only old code runs, ${MANAGE} migrate ${argument(app)} ${argument(previous ?? 'zero')} takes the migration back as well.`,
  ]
}

/**
 * What to do where unsplit migrations have run already: the database is where the second of the two ends, so both
 * are recorded and not run. Django looks at its records before anything else and stops where a migration is recorded
 * without one that it needs (`check_consistent_history`): with dependents, the new name has to be recorded first, and
 * not by `migrate`.
 */
export function alreadyApplied(all: readonly Facts[]): {
  readonly intro: string
  readonly lines: readonly string[]
} {
  const several = all.length > 1
  const isRecorded = ({ hasDependents }: Facts): boolean => several || hasDependents
  const written = all.filter(({ isHeldBack }) => !isHeldBack)
  const created = written.map(({ app, names }) => `${app}.${names.database}`)
  const needed = new Set(written.flatMap(({ before }) => before).filter((key) => !created.includes(key)))
  return {
    intro: several ? SEVERAL_APPLIED : oneApplied(all),
    lines: [
      ...all
        .filter(isRecorded)
        .map((each) => recordCommand([{ app: each.app, name: each.names.state }]) + laterWords(each)),
      ...[...needed].map(migrateCommand),
      // To fake a migration that others come after is to take those back.
      ...all.filter((each) => !each.isHeldBack || !isRecorded(each)).map(fakeCommand),
      ...[...new Set(all.map(({ app }) => app))].map((app) => pruneCommand(app)),
    ],
  }
}

function migrateCommand(key: string): string {
  const dot = key.indexOf('.')
  return `${MANAGE} migrate ${argument(key.slice(0, dot))} ${argument(key.slice(dot + 1))}`
}

const SEVERAL_APPLIED =
  'Where some of these have been applied already, unsplit (your own machine, a test server), the database is at the ' +
  'end of both steps of each. Record them there without running them; leave out the lines that name one which has ' +
  'not been applied:'

function oneApplied(all: readonly Facts[]): string {
  const what = all.map(({ app, original }) => `${app}.${original}`).join('')
  return (
    `Where ${what} has been applied already, unsplit (your own machine, a test server), the database is at the end ` +
    'of both. Record them there without running them:'
  )
}

/**
 * The same where a later migration needs the database migration of an earlier one: Django refuses to run anything as long
 * as one of those is recorded without the other, so that all are recorded at one blow.
 */
export function alreadyAppliedAll(all: readonly Facts[]): {
  readonly intro: string
  readonly lines: readonly string[]
} {
  return {
    intro: ALL_APPLIED,
    lines: [
      recordCommand(all.flatMap((facts) => writtenNames(facts).map((name) => ({ app: facts.app, name })))),
      ...[...new Set(all.map(({ app }) => app))].map((app) => pruneCommand(app)),
    ],
  }
}

/** The same for what `finish` writes: its first half has been recorded, or the original has. */
export function alreadyFinished(all: readonly Facts[]): {
  readonly intro: string
  readonly lines: readonly string[]
} {
  return { intro: FINISHED_APPLIED, lines: all.map(fakeCommand) }
}

const FINISHED_APPLIED =
  'Where the migration was applied before it was split (your own machine, a test server), the database has no need of this. ' +
  'Record it there without running it:'

/** With the second half held back, the first now, and the second on the same machines when it comes. */
function fakeCommand(facts: Facts): string {
  const { app, names, isHeldBack } = facts
  const name = isHeldBack ? names.state : names.database
  return `${MANAGE} migrate ${argument(app)} ${argument(name)} --fake${laterWords(facts)}`
}

function laterWords({ isHeldBack }: Facts): string {
  return isHeldBack ? '   # and its database migration likewise, once that is there' : ''
}

function writtenNames({ names, isHeldBack }: Facts): readonly string[] {
  return isHeldBack ? [names.state] : [names.state, names.database]
}

const ALL_APPLIED =
  'Where some of these have been applied already, unsplit (your own machine, a test server), apply all of them there ' +
  'with the files as they were. The database is at the end of both steps of each then: record them without running them:'

function pruneCommand(app: string): string {
  return `${MANAGE} migrate ${argument(app)} --prune   # forgets the old name, which does no harm (Django 4.1 or later)`
}

interface Recorded {
  readonly app: string
  readonly name: string
}

function recordCommand(all: readonly Recorded[]): string {
  const quoted = all.every(({ app, name }) => isPlain(app) && isPlain(name)) ? single : printString
  const start =
    'from django.db import connection; from django.db.migrations.recorder import MigrationRecorder; '
  const pairs = all.map(({ app, name }) => `${quoted(app)}, ${quoted(name)}`)
  const code =
    pairs.length === 1
      ? `${start}MigrationRecorder(connection).record_applied(${pairs.join('')})`
      : `${start}record = MigrationRecorder(connection).record_applied; ` +
        `[record(*each) for each in [${pairs.map((pair) => `(${pair})`).join(', ')}]]`
  return `${MANAGE} shell -c ${quoted === single ? `"${code}"` : shellQuoted(code)}`
}

function single(name: string): string {
  return `'${name}'`
}

/** A name as one argument of a shell: whatever is in it, nothing of it is run. */
export function argument(name: string): string {
  return isPlain(name) ? name : shellQuoted(name)
}

function isPlain(name: string): boolean {
  return /^[\p{L}\p{N}_][\p{L}\p{N}\p{M}_.-]*$/u.test(name)
}

function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}

/** Why a file stays as it is. Nothing is claimed of what was not looked into. */
export function whyNothing({ migration, isAnalysed, isLeftAlone }: Plan): string {
  if (isLeftAlone === true)
    return 'left as it is, as its comments say: old code cannot live with it (see the notes)'
  if (!isAnalysed)
    return 'nothing to split in what could be read; the rest is left as it is written (see the notes)'
  return migration.operations.some(({ kind }) => kind === 'SeparateDatabaseAndState')
    ? 'nothing to split: what it does is separated already, and old and new code can both live with it'
    : 'nothing to split: old and new code can both live with it as it is written'
}
