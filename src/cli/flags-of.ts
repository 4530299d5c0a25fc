import type { Dialect } from '../core/dialect'
import { Refusal } from '../core/errors'
import type {
  CheckFlags,
  Choice,
  FinishFlags,
  PendingFlags,
  PlanFlags,
  SplitFlags,
  StateFlags,
  WriteFlags,
} from './flags'
import { CHOICE_NAMES, camelCase, optionOf, optionsFor } from './options'
import type { Command, OptionName, Values } from './options'
import { readValue } from './values'

/** What each command is given. */
export interface FlagsOf {
  readonly split: SplitFlags
  readonly check: CheckFlags
  readonly pending: PendingFlags
  readonly finish: FinishFlags
  readonly state: StateFlags
}

type Argv = Readonly<Record<string, unknown>>

/**
 * The flags of each command, from what the parser has found.
 * @throws Refusal `usage` for a value that is none of its kind, or two that exclude each other.
 */
export const flagsOf: { readonly [C in keyof FlagsOf]: (argv: Argv) => FlagsOf[C] } = {
  split: (argv) => {
    const given = valuesIn(argv, 'split')
    const format = among(['text', 'json', 'markdown'], given.format)
    return { ...planFlags(given), ...writeFlags(given), ...choiceIn(given), phase: given.phase, format }
  },
  check: (argv) => {
    const given = valuesIn(argv, 'check')
    const { format, baseline, writeBaseline } = given
    return { ...planFlags(given), ...choiceIn(given), format, baseline, writeBaseline }
  },
  pending: (argv) => {
    const { dialect, format } = valuesIn(argv, 'pending')
    return { dialect: single(dialect), format: among(['text', 'json'], format) }
  },
  finish: (argv) => {
    const given = valuesIn(argv, 'finish')
    const format = among(['text', 'json', 'markdown'], given.format)
    return { ...planFlags(given), ...writeFlags(given), live: given.live, format }
  },
  state: (argv) => {
    const { dialect, at, format } = valuesIn(argv, 'state')
    return { dialect: single(dialect), at, format: among(['text', 'json'], format) ?? 'text' }
  },
}

type Given = Values<OptionName>

function planFlags({ dialect, databaseOperations, fill, lockTimeout }: Given): PlanFlags {
  const [first, ...others] = dialect ?? []
  return { dialect: first, others, databaseOperations, fill, lockTimeout }
}

function writeFlags({ dryRun, stage, stateName, databaseName, templates }: Given): WriteFlags {
  return { dryRun: dryRun === true, stage, stateName, databaseName, templates }
}

/** These commands look at one database. */
function single([first, ...others]: readonly Dialect[] = []): Dialect | undefined {
  if (others.length === 0) return first
  throw new Refusal({
    code: 'usage',
    reason: `--dialect cannot be "${[first, ...others].join(',')}"`,
    wayOut: 'give one database: this command looks at one',
  })
}

function choiceIn({ since, gitBase, showmigrations, all }: Given): Choice {
  return { since, gitBase, showmigrations, all: all === true }
}

/** Every value that a command takes, of its own kind. */
function valuesIn(argv: Argv, command: Command): Given {
  const names = optionsFor(command)
  const entries = names.map((name) => [camelCase(name), valueOf(name, lastOf(argv[name]))] as const)
  assertOneChoice(names.filter((name) => isSaid(lastOf(argv[name]))))
  // readValue gives what ValueOf says; what the command does not take is undefined.
  return Object.fromEntries(entries) as unknown as Given
}

function valueOf(name: OptionName, given: unknown): unknown {
  if (given === undefined) return undefined
  const read = readValue(optionOf(name), given, `--${name}`)
  if (!('reason' in read)) return read.value
  throw new Refusal({ code: 'usage', reason: read.reason, wayOut: read.wayOut })
}

function isSaid(given: unknown): boolean {
  return given !== undefined && given !== false
}

function assertOneChoice(given: readonly OptionName[]): void {
  const [one, other] = CHOICE_NAMES.filter((name) => given.includes(name))
  if (one === undefined || other === undefined) return
  throw new Refusal({
    code: 'usage',
    reason: `--${one} and --${other} both say which migrations are meant`,
    wayOut: 'give one of them',
  })
}

/** What is given twice counts as it was given last, so that an alias of the shell can be overruled. */
function lastOf(value: unknown): unknown {
  return Array.isArray(value) ? (value.at(-1) as unknown) : value
}

/** The parser has checked it; this says so to the compiler. */
function among<T extends string>(choices: readonly T[], value: string | undefined): T | undefined {
  return choices.find((choice) => choice === value)
}
