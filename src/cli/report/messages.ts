import type { PlannedChange } from '../../plan/plan'
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
      line: `In a later release, when no old code runs any more, ship ${names.database}: it ${what}.`,
      more: [
        `Way back: ${MANAGE} migrate ${app} ${facts.beforeDatabase}, then put the old code back.`,
        ...(facts.changes.some(
          ({ later }) => later.startsWith('drops the column') || later.startsWith('drops the table'),
        )
          ? ['What was dropped comes back empty.']
          : []),
      ],
    },
  ]
}

/** Only where nothing else would be taken back with it. */
function undoing({ app, previous, hasDependents }: Facts): readonly string[] {
  if (hasDependents) return []
  return [
    `Once only old code runs, ${MANAGE} migrate ${app} ${previous ?? 'zero'} takes the migration back as well.`,
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
  const created = all.map(({ app, names }) => `${app}.${names.database}`)
  const needed = new Set(all.flatMap(({ before }) => before).filter((key) => !created.includes(key)))
  return {
    intro: several ? SEVERAL_APPLIED : oneApplied(all),
    lines: [
      ...all.filter((facts) => several || facts.hasDependents).map(recordCommand),
      ...[...needed].map((key) => `${MANAGE} migrate ${key.replace('.', ' ')}`),
      ...all.map(({ app, names }) => `${MANAGE} migrate ${app} ${names.database} --fake`),
      ...[...new Set(all.map(({ app }) => app))].map((app) => pruneCommand(app)),
    ],
  }
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

function pruneCommand(app: string): string {
  return `${MANAGE} migrate ${app} --prune   # forgets the old name, which does no harm (Django 4.1 or later)`
}

function recordCommand({ app, names }: Facts): string {
  const code =
    'from django.db import connection; from django.db.migrations.recorder import MigrationRecorder; ' +
    `MigrationRecorder(connection).record_applied('${app}', '${names.state}')`
  return `${MANAGE} shell -c "${code}"`
}

/** Why a file stays as it is. Nothing is claimed of what was not looked into. */
export function whyNothing(hasSplit: boolean, isAnalysed: boolean): string {
  if (!isAnalysed)
    return 'nothing to split in what could be read; the rest is left as it is written (see the notes)'
  return hasSplit
    ? 'nothing to split: what it does is separated already, and old and new code can both live with it'
    : 'nothing to split: old and new code can both live with it as it is written'
}
