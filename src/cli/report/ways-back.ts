import { listed } from '../../core/words'
import { appOf, nameOf } from '../../django/graph'
import type { MigrationKey } from '../../django/migration'
import { argument } from './messages'
import type { ReleaseFacts } from './plan-facts'

type Release = Pick<ReleaseFacts, 'number' | 'migrations'>

/** A sentence of ours around commands, which have names of the user's in them. */
export interface Sentence {
  readonly start: string
  readonly commands: readonly string[]
  readonly end: string
}

/** As text, each command as it is made to look. */
export function sentenceText({ start, commands, end }: Sentence, shown = (text: string) => text): string {
  return start + listed(commands.map(shown)) + end
}

/**
 * How to go back from a release. The code before it can live with all that it does; the code before that cannot live
 * without what database migrations have taken away, so that these are taken back first.
 */
export function waysBack(release: Release): readonly Sentence[] {
  const { number, migrations } = release
  const second = migrations.filter(({ part }) => part === 'database')
  const commands = commandsFor(release)
  if (second.length === 0)
    return [
      said('Put the old code back. The database serves both, so that nothing has to be migrated.'),
      { start: 'Once only old code runs, the migrations can be taken back as well: ', commands, end: '.' },
    ]
  const dropped = second.flatMap(({ does }) => does).some((does) => /^drops the (?:column|table)/.test(does))
  return [
    ...(number === 1
      ? []
      : [said(`Put the code of release ${number - 1} back: nothing has to be migrated for that.`)]),
    {
      start:
        number === 1
          ? `Before you put back code from before ${FIRST}, run `
          : 'Before you go back any further, run ',
      commands,
      end: '.',
    },
    ...(dropped ? [said('What was dropped comes back empty.')] : []),
  ]
}

const FIRST = 'the state migrations'

/** What has to be over before a release ships; undefined for the first of a plan, which ships beside the old code. */
export function shipsWhen({ number, migrations }: Release): string | undefined {
  if (number > 1) return `when no code from before release ${number - 1} runs any more`
  const isSecond = migrations.every(({ part }) => part === 'database')
  return isSecond ? `when no code from before ${FIRST} runs any more` : undefined
}

function said(text: string): Sentence {
  return { start: text, commands: [], end: '' }
}

/** One for each app: to the migration that came before the first of the release. */
function commandsFor({ migrations }: Release): readonly string[] {
  const own = new Set(migrations.map(({ key }) => key))
  const apps = [...new Set(migrations.map(({ key }) => appOf(key)))]
  return apps.toReversed().map((app) => {
    const first = migrations.find(({ key }) => appOf(key) === app)
    return commandFor(
      first?.dependencies.find((key) => isEarlier(key, app, own)),
      app,
    )
  })
}

function isEarlier(key: MigrationKey, app: string, own: ReadonlySet<MigrationKey>): boolean {
  return appOf(key) === app && !own.has(key)
}

/** `0002_auto` of `shop.0002_auto`, which is what `migrate` takes behind the app. */
function commandFor(key: MigrationKey | undefined, app: string): string {
  return `python manage.py migrate ${argument(app)} ${key === undefined ? 'zero' : argument(nameOf(key))}`
}
