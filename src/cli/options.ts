import type { Dialect } from '../core/dialect'
import type { OwnClasses } from '../django/fields/own-classes'

/**
 * Every setting, said once: the command line, its help, the configuration, the completion of shells and the pages of
 * docs/ are read off this table.
 */
export const COMMANDS = ['split', 'check', 'pending', 'finish', 'state', 'completion'] as const
export type Command = (typeof COMMANDS)[number]

export const SHELLS = ['bash', 'zsh', 'fish'] as const
export type Shell = (typeof SHELLS)[number]

/** What a setting takes. */
export type Kind =
  /** One of some words; a command may know fewer of them than others do. */
  | {
      readonly kind: 'choice'
      readonly choices: readonly string[]
      readonly choicesOf?: Readonly<Partial<Record<Command, readonly string[]>>>
    }
  | { readonly kind: 'flag' }
  /** `5s` */
  | { readonly kind: 'duration' }
  /** `4.2` */
  | { readonly kind: 'version' }
  /** One database, or several: by comma, and in the configuration as a list as well. */
  | { readonly kind: 'dialects' }
  | { readonly kind: 'text' }
  /** Of git: a branch, a tag, a commit. */
  | { readonly kind: 'ref' }
  /** In the configuration relative to its file. */
  | { readonly kind: 'path'; readonly folder?: boolean }
  /** A table of the configuration: how much each rule matters. */
  | { readonly kind: 'rules' }
  /** A table of the configuration: the columns of field classes. */
  | { readonly kind: 'fields' }

export const SEVERITIES = ['error', 'note', 'off'] as const
export type RuleSeverity = (typeof SEVERITIES)[number]

export type Option = Kind & {
  /** For the help. */
  readonly words: string
  /** Where a command has other words for it. */
  readonly wordsOf?: Readonly<Partial<Record<Command, string>>>
  /** Where it can be given on the command line. */
  readonly commands: readonly Command[]
  /** Whether `[tool.bgsplit]` may say it. */
  readonly configured: boolean
  /** For the help: what counts where it is not given. */
  readonly otherwise?: string
}

const DIALECT =
  'The database: postgresql, mysql, mariadb or sqlite. Else from [tool.bgsplit] in pyproject.toml, else from ' +
  'DATABASES in the settings'

const PLANNING = ['split', 'check', 'finish'] as const
const CHOOSING = ['split', 'check'] as const
const WRITING = ['split', 'finish'] as const

const FORMATS = ['text', 'json', 'github', 'sarif', 'markdown'] as const

/** In the order in which they are shown. */
export const OPTIONS = {
  dialect: {
    kind: 'dialects',
    words: `${DIALECT}. Several by comma: the first is deployed to, the others are only tested on`,
    wordsOf: { pending: DIALECT, state: DIALECT },
    commands: ['split', 'check', 'pending', 'finish', 'state'],
    configured: true,
  },
  since: {
    kind: 'text',
    words:
      'Of a folder: the migrations after this one, such as 0007 or shop.0007_name; of several apps by comma',
    commands: CHOOSING,
    configured: false,
  },
  'git-base': {
    kind: 'ref',
    words: 'Of a folder: the migrations that are new since the merge base with this ref of git, such as main',
    commands: CHOOSING,
    configured: true,
  },
  showmigrations: {
    kind: 'path',
    words:
      'Of a folder: the migrations that have not been applied by this output of showmigrations; - for standard input',
    commands: CHOOSING,
    configured: false,
  },
  all: {
    kind: 'flag',
    words: 'Of a folder: every migration',
    commands: CHOOSING,
    configured: false,
  },
  phase: {
    kind: 'choice',
    choices: ['all', 'state'],
    words:
      'What to write: both migrations, or the state migration only, and bgsplit finish the other one later',
    commands: ['split'],
    configured: true,
  },
  at: {
    kind: 'text',
    words: 'After this migration of the app',
    commands: ['state'],
    configured: false,
  },
  live: {
    kind: 'ref',
    words: 'A ref of git: what is deployed. Refuses where the state migration is not in it',
    commands: ['finish'],
    configured: true,
  },
  'dry-run': {
    kind: 'flag',
    words: 'Print what would be done as a patch that git apply takes, and write nothing',
    commands: WRITING,
    configured: false,
  },
  format: {
    kind: 'choice',
    choices: FORMATS,
    choicesOf: {
      split: ['text', 'json', 'markdown'],
      finish: ['text', 'json', 'markdown'],
      pending: ['text', 'json'],
      state: ['text', 'json'],
    },
    words: 'How it is shown',
    commands: ['split', 'check', 'pending', 'finish', 'state'],
    configured: false,
    otherwise: 'text',
  },
  'database-operations': {
    kind: 'choice',
    choices: ['sql', 'django'],
    words: 'What the database migration holds: SQL where it can be written, or operations of Django',
    commands: PLANNING,
    configured: true,
  },
  fill: {
    kind: 'choice',
    choices: ['auto', 'null'],
    words:
      "What the new code's rows hold in a column that it does not know: a value where there is one, or NULL",
    commands: PLANNING,
    configured: true,
  },
  'lock-timeout': {
    kind: 'duration',
    words: 'How long a statement of what is written may wait for a lock, such as 5s or 500ms',
    commands: PLANNING,
    configured: true,
  },
  stage: {
    kind: 'choice',
    choices: ['none', 'safemigrate', 'syzygy'],
    words: 'Mark both halves for django-safemigrate or django-syzygy, which then hold the second one back',
    commands: WRITING,
    configured: true,
  },
  'state-name': {
    kind: 'text',
    words: 'The name of the state migration, such as {slug}_expand',
    commands: WRITING,
    configured: true,
  },
  'database-name': {
    kind: 'text',
    words: 'The name of the database migration, such as {slug}_contract',
    commands: WRITING,
    configured: true,
  },
  templates: {
    kind: 'path',
    folder: true,
    words: 'A folder with templates of your own, which go before those of bgsplit',
    commands: WRITING,
    configured: true,
  },
  baseline: {
    kind: 'path',
    words: 'A file of findings that are known and not reported again',
    commands: ['check'],
    configured: true,
  },
  'write-baseline': {
    kind: 'path',
    words: 'Write the findings to this file, to be known from now on',
    commands: ['check'],
    configured: false,
  },
  strict: {
    kind: 'flag',
    words: 'A new foreign key is an error, and no note',
    commands: [],
    configured: true,
  },
  django: {
    kind: 'version',
    words: 'The version of Django, for migrations whose header does not say it',
    commands: [],
    configured: true,
  },
  rules: {
    kind: 'rules',
    words: 'How much each rule of bgsplit check matters: error, note or off',
    commands: [],
    configured: true,
  },
  fields: {
    kind: 'fields',
    words: 'The columns of field classes that bgsplit does not know',
    commands: [],
    configured: true,
  },
} as const satisfies Readonly<Record<string, Option>>

type Options = typeof OPTIONS
export type OptionName = keyof Options
/** A name of `[tool.bgsplit]`. */
export type ConfiguredName = {
  [N in OptionName]: Options[N]['configured'] extends true ? N : never
}[OptionName]

/** `keyof` as a list: objects of this file have no keys but their own. */
export const OPTION_NAMES = Object.keys(OPTIONS) as readonly OptionName[]

/** The settings that a command takes. */
export function optionsFor(command: Command): readonly OptionName[] {
  return OPTION_NAMES.filter((name) => optionOf(name).commands.includes(command))
}

/** The same facts, without the types of the single entry. */
export function optionOf(name: OptionName): Option {
  return OPTIONS[name]
}

/** What a setting is to a command, for its help. */
export function wordsFor({ words, wordsOf }: Option, command: Command): string {
  return wordsOf?.[command] ?? words
}

/** The words that a command knows. */
export function choicesFor(option: Extract<Option, { kind: 'choice' }>, command: Command): readonly string[] {
  return option.choicesOf?.[command] ?? option.choices
}

/** Settings that exclude one another: which migrations of a folder are meant. */
export const CHOICE_NAMES = ['since', 'git-base', 'showmigrations', 'all'] as const

/** What a setting comes to once it has been read. */
export type ValueOf<N extends OptionName> = Options[N] extends { readonly kind: 'flag' }
  ? boolean
  : Options[N] extends { readonly kind: 'choice'; readonly choices: infer C extends readonly string[] }
    ? C[number]
    : Options[N] extends { readonly kind: 'duration' }
      ? number
      : Options[N] extends { readonly kind: 'dialects' }
        ? readonly [Dialect, ...Dialect[]]
        : Options[N] extends { readonly kind: 'rules' }
          ? ReadonlyMap<string, RuleSeverity>
          : Options[N] extends { readonly kind: 'fields' }
            ? OwnClasses
            : string

type Camel<N extends string> = N extends `${infer Head}-${infer Rest}`
  ? `${Head}${Capitalize<Camel<Rest>>}`
  : N

/** Values by the names that code has for them: `lockTimeout`. */
export type Values<N extends OptionName> = { readonly [K in N as Camel<K>]: ValueOf<K> | undefined }

/** `lockTimeout` of `lock-timeout`. */
export function camelCase(name: string): string {
  return name.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
}
