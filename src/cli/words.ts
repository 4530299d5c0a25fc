import { Refusal } from '../core/errors'
import { didYouMean } from '../core/nearest'
import { COMMANDS, OPTION_NAMES, optionOf, optionsFor } from './options'
import type { Command, OptionName } from './options'

/**
 * The words of a command line as the parser understands them rightly. The command goes first: not knowing yet which
 * options are its own, the parser might take it for the value of one.
 * @throws Refusal `usage` for an option that there is not, or that is not for this command
 */
export function orderedWords(argv: readonly string[]): readonly string[] {
  const { words, paths } = partsOf(argv)
  const at = commandAt(words)
  const command = COMMANDS.find((each) => each === words[at]) ?? 'split'
  for (const word of words) assertTaken(word, command)
  const rest = words.filter((_word, index) => index !== at)
  return [...words.slice(at, at + 1), ...rest, ...paths]
}

interface Parts {
  readonly words: readonly string[]
  /** What stands behind `--`; the parser would keep it apart. */
  readonly paths: readonly string[]
}

function partsOf(argv: readonly string[]): Parts {
  const end = argv.indexOf('--')
  if (end === -1) return { words: argv, paths: [] }
  const paths = argv.slice(end + 1).map((path) => (isTaken(path) ? `./${path}` : path))
  return { words: argv.slice(0, end), paths }
}

/** The index of the first word that is no option and no value of one, where that is a command; else the length. */
function commandAt(words: readonly string[]): number {
  const at = words.findIndex((word, index) => !isOption(word) && !takesNext(words[index - 1]))
  return COMMANDS.some((command) => command === words[at]) ? at : words.length
}

function takesNext(word = ''): boolean {
  const name = OPTION_NAMES.find((each) => word === `--${each}`)
  return name !== undefined && optionOf(name).kind !== 'flag'
}

/** Whether the parser would take a path for something else. */
function isTaken(path: string): boolean {
  return isOption(path) || COMMANDS.some((command) => command === path)
}

/** `-` alone is standard input. */
function isOption(word: string): boolean {
  return word.startsWith('-') && word !== '-'
}

const KNOWN: readonly string[] = OPTION_NAMES.filter(isGiven)

/** Some settings are for the configuration alone. */
function isGiven(name: OptionName): boolean {
  return optionOf(name).commands.length > 0
}

/** Looked at before all else: the parser would take the path after an unknown option for its value. */
function assertTaken(word: string, command: Command): void {
  const name = /^--?(?:no-)?([a-z][\w-]*)/i.exec(word)?.[1]
  const taken: readonly string[] = [...optionsFor(command), 'help', 'version']
  if (name === undefined || name === 'h' || taken.includes(name)) return
  if (KNOWN.includes(name)) throw usage(`the option --${name} is not for this command`)
  const candidate = didYouMean(name, taken, '').replace(/"(.*)"/, '--$1')
  throw usage(`unknown option ${word.replace(/=.*$/s, '')}`, candidate === '' ? undefined : candidate)
}

/** A mistake on the command line. */
export function usage(reason: string, wayOut = 'see bgsplit --help'): Refusal {
  return new Refusal({ code: 'usage', reason, wayOut })
}
