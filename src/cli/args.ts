import type * as Yargs from 'yargs'
import { DIALECTS } from '../core/dialect'
import type { Dialect } from '../core/dialect'
import { parseDuration } from '../core/duration'
import { Refusal } from '../core/errors'
import { didYouMean } from '../core/nearest'
import { areDialects, dialectsOf } from './dialects'

/** What the command line asks for, checked. */
export type Invocation =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'split'; readonly paths: readonly string[]; readonly flags: SplitFlags }
  | { readonly kind: 'state'; readonly path: string; readonly flags: StateFlags }

export interface SplitFlags {
  /** The one deployed to. */
  readonly dialect: Dialect | undefined
  /** Further ones that the files have to run on. */
  readonly others?: readonly Dialect[]
  readonly dryRun: boolean
  readonly databaseOperations: 'sql' | 'django' | undefined
  readonly fill: 'auto' | 'null' | undefined
  /** Milliseconds. */
  readonly lockTimeout: number | undefined
}

export interface StateFlags {
  readonly dialect: Dialect | undefined
  readonly at: string | undefined
  readonly format: 'text' | 'json'
}

export const COMMANDS = ['split', 'state'] as const

const OPTIONS = [
  'dialect',
  'dry-run',
  'database-operations',
  'fill',
  'lock-timeout',
  'at',
  'format',
  'help',
  'version',
]

/**
 * Reads the command line.
 * @throws Refusal `usage` for anything that is not understood.
 */
export function parseArguments(argv: readonly string[], columns: number): Invocation {
  assertKnown(argv)
  let invocation: Invocation | undefined
  let output = ''
  const parser = withCommands(newParser(columns), (found) => {
    invocation = found
  })
  // With a callback nothing is printed, and help and version come as `output`.
  void parser.parse(withoutDashes(argv), (_error: unknown, _argv: unknown, text: string) => {
    output = text
  })
  if (output !== '') return { kind: 'text', text: `${output}\n` }
  if (invocation === undefined) throw usage('nothing to do')
  return invocation
}

function newParser(columns: number): Yargs.Argv {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- the CommonJS build starts in a third of the time
  const yargs = require('yargs/yargs') as (argv: readonly string[]) => Yargs.Argv
  return yargs([])
    .scriptName('bgsplit')
    .detectLocale(false)
    .exitProcess(false)
    .fail((message, error: Error | undefined) => {
      if (error !== undefined && error.name !== 'YError') throw error
      throw usageOf(message)
    })
    .parserConfiguration({
      'camel-case-expansion': false,
      'parse-numbers': false,
      'parse-positional-numbers': false,
      'dot-notation': false,
    })
    .strictOptions()
    .wrap(Math.min(columns, WIDEST))
    .version(versionOf())
    .alias({ help: 'h' })
    .epilogue('Exit status: 0 done, or nothing to do; 2 could not, and nothing has been changed.')
}

const WIDEST = 100

function withCommands(parser: Yargs.Argv, found: (invocation: Invocation) => void): Yargs.Argv {
  return parser
    .usage(
      'Splits Django migrations in two, so that old and new code can live with one database while both run.\n\n' +
        'Usage: bgsplit <paths…>',
    )
    .command(
      ['split <paths..>', '$0'],
      'Replace migration files by a state migration, for this release, and a database migration, for a later one',
      splitOptions,
      (argv) => {
        found({ kind: 'split', paths: stringsOf(argv['paths']), flags: splitFlags(argv) })
      },
    )
    .command(
      'state <path>',
      "Show the project's models, and its tables, as its migrations make them",
      stateOptions,
      (argv) => {
        found({ kind: 'state', path: String(argv['path']), flags: stateFlags(argv) })
      },
    )
}

function splitOptions(yargs: Yargs.Argv): Yargs.Argv {
  return yargs
    .positional('paths', { describe: 'Migration files', type: 'string', array: true })
    .option('dialect', {
      describe:
        'The database. Else from [tool.bgsplit] in pyproject.toml, else from DATABASES in the settings. Several by ' +
        'comma: the first is deployed to, the others are only tested on',
      type: 'string',
      requiresArg: true,
    })
    .option('dry-run', {
      describe: 'Print what would be done as a patch that git apply takes, and write nothing',
      type: 'boolean',
      default: false,
    })
    .option('database-operations', {
      describe: 'What the database migration holds: SQL where it can be written, or operations of Django',
      choices: ['sql', 'django'],
      requiresArg: true,
    })
    .option('fill', {
      describe:
        "What the new code's rows hold in a column that it does not know: a value where there is one, or NULL",
      choices: ['auto', 'null'],
      requiresArg: true,
    })
    .option('lock-timeout', {
      describe: 'How long a statement of what is written may wait for a lock, such as 5s or 500ms',
      type: 'string',
      requiresArg: true,
    })
    .example(
      'bgsplit shop/migrations/0002_auto.py',
      'split the migration that makemigrations has just written',
    )
    .example(
      'bgsplit --dialect postgresql,sqlite shop/migrations/0002_auto.py',
      'deploy on PostgreSQL, test on SQLite',
    )
    .example('bgsplit --dry-run shop/migrations/0002_auto.py', 'show the split and write nothing')
}

function stateOptions(yargs: Yargs.Argv): Yargs.Argv {
  return yargs
    .positional('path', {
      describe: 'A migration, or the folder of an app or of the project',
      type: 'string',
    })
    .option('at', { describe: 'After this migration of the app', type: 'string', requiresArg: true })
    .option('dialect', {
      describe:
        'The database. Else from [tool.bgsplit] in pyproject.toml, else from DATABASES in the settings',
      choices: [...DIALECTS],
      requiresArg: true,
    })
    .option('format', {
      describe: 'How it is shown',
      choices: ['text', 'json'],
      default: 'text',
      requiresArg: true,
    })
    .example('bgsplit state shop --at 0002', 'what there is once the migration 0002 of shop has run')
}

type Argv = Readonly<Record<string, unknown>>

function splitFlags(argv: Argv): SplitFlags {
  const [dialect, ...others] = splitDialects(argv)
  return {
    dialect,
    others,
    dryRun: lastOf(argv['dry-run']) === true,
    databaseOperations: oneOf(['sql', 'django'], argv['database-operations']),
    fill: oneOf(['auto', 'null'], argv['fill']),
    lockTimeout: durationOf(argv['lock-timeout']),
  }
}

function durationOf(given: unknown): number | undefined {
  const value = lastOf(given)
  if (typeof value !== 'string') return undefined
  const found = parseDuration(value)
  if (found !== undefined) return found
  throw new Refusal({
    code: 'usage',
    reason: `--lock-timeout cannot be ${value}`,
    wayOut: 'give a time such as 5s or 500ms',
  })
}

function stateFlags(argv: Argv): StateFlags {
  const at = lastOf(argv['at'])
  return {
    dialect: oneOf(DIALECTS, argv['dialect']),
    at: typeof at === 'string' ? at : undefined,
    format: oneOf(['text', 'json'], argv['format']) ?? 'text',
  }
}

function splitDialects(argv: Argv): readonly Dialect[] {
  const value = lastOf(argv['dialect'])
  if (typeof value !== 'string') return []
  const found = dialectsOf(value.split(','), '--dialect')
  if (areDialects(found)) return found
  throw usage(found.reason, found.wayOut)
}

/** What is given twice counts as it was given last, so that an alias of the shell can be overruled. */
function lastOf(value: unknown): unknown {
  return Array.isArray(value) ? (value.at(-1) as unknown) : value
}

/** The parser has checked it; this says so to the compiler. */
function oneOf<T extends string>(choices: readonly T[], value: unknown): T | undefined {
  const last = lastOf(value)
  return choices.find((choice) => choice === last)
}

function stringsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : []
}

/** Everything after `--` is a path; the parser would keep it apart. */
function withoutDashes(argv: readonly string[]): string[] {
  const end = argv.indexOf('--')
  if (end === -1) return [...argv]
  const paths = argv.slice(end + 1).map((path) => (path.startsWith('-') ? `./${path}` : path))
  return [...argv.slice(0, end), ...paths]
}

/** Looked at before all else: the parser would take the path after an unknown option for its value. */
function assertKnown(argv: readonly string[]): void {
  const end = argv.indexOf('--')
  for (const argument of end === -1 ? argv : argv.slice(0, end)) {
    const name = /^--?(?:no-)?([a-z][\w-]*)/i.exec(argument)?.[1]
    if (name === undefined || OPTIONS.includes(name) || name === 'h') continue
    const candidate = didYouMean(name, OPTIONS, '').replace(/"(.*)"/, '--$1')
    throw usage(`unknown option ${argument.replace(/=.*$/s, '')}`, candidate === '' ? undefined : candidate)
  }
}

/** What the parser says, as a cause and a way out. */
function usageOf(message: string): Refusal {
  const unknown = /^Unknown arguments?: (.*)$/.exec(message)?.[1]?.split(', ')[0]
  if (unknown !== undefined) return usage(`the option --${unknown} is not for this command`)
  if (message.startsWith('Not enough non-option arguments')) return usage('no path is given')
  const choice = /Argument: (\S+), Given: (.*), Choices: (.*)$/.exec(message)
  if (choice !== null)
    return usage(`--${choice[1] ?? ''} cannot be ${choice[2] ?? ''}`, `give one of ${choice[3] ?? ''}`)
  const lacking = /^Not enough arguments following: (\S+)/.exec(message)?.[1]
  if (lacking !== undefined) return usage(`--${lacking} needs a value`)
  return usage(message.replaceAll(/\s*\n\s*/g, ' '))
}

function usage(reason: string, wayOut = 'see bgsplit --help'): Refusal {
  return new Refusal({ code: 'usage', reason, wayOut })
}

function versionOf(): string {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- outside src, and the same from dist
  return (require('../../package.json') as { readonly version: string }).version
}
