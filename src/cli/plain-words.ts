import { COMMANDS, choicesFor, optionOf, optionsFor } from './options'
import type { Command, Option, OptionName } from './options'

/** A command line that says nothing out of the ordinary, as the parser would give it. */
export interface PlainWords {
  readonly command: Command
  readonly argv: Readonly<Record<string, unknown>>
}

/**
 * Reads what `orderedWords` gives without the parser, whose loading takes longer than most runs of a command have to;
 * undefined for whatever only the parser is to judge: help, mistakes, an option given twice, quotes.
 */
export function plainWords(words: readonly string[]): PlainWords | undefined {
  const command = COMMANDS.find((each) => each === words[0])
  const rest = command === undefined ? words : words.slice(1)
  if (command === 'completion' || !rest.every(isPlain)) return undefined
  return read(command ?? 'split', rest)
}

/** The parser takes quotes off, and a command for one wherever it stands. */
function isPlain(word: string): boolean {
  return word !== '' && !/["'\n]/.test(word) && !COMMANDS.some((each) => each === word)
}

function read(command: Command, words: readonly string[]): PlainWords | undefined {
  const given = new Map<string, unknown>()
  const paths: string[] = []
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? ''
    if (!word.startsWith('-')) paths.push(word)
    else {
      const found = readOption(word, words[index + 1], command)
      if (found === undefined || given.has(found.name)) return undefined
      given.set(found.name, found.value)
      index += found.taken
    }
  }
  return withPaths(command, paths, given)
}

function withPaths(
  command: Command,
  paths: readonly string[],
  given: ReadonlyMap<string, unknown>,
): PlainWords | undefined {
  const [path, ...others] = paths
  if (path === undefined || (command === 'state' && others.length > 0)) return undefined
  const positional = command === 'state' ? { path } : { paths }
  return { command, argv: { ...defaultsOf(command), ...Object.fromEntries(given), ...positional } }
}

function defaultsOf(command: Command): Readonly<Record<string, unknown>> {
  const defaults = optionsFor(command).map((name) => {
    const option: Option = optionOf(name)
    return [name, option.kind === 'flag' ? false : option.otherwise] as const
  })
  return Object.fromEntries(defaults.filter(([, value]) => value !== undefined))
}

interface Given {
  readonly name: OptionName
  readonly value: unknown
  /** How many of the words behind it belong to it. */
  readonly taken: 0 | 1
}

function readOption(word: string, next: string | undefined, command: Command): Given | undefined {
  const [, said = '', inline] = /^--([a-z-]+)(?:=(.*))?$/.exec(word) ?? []
  const name = optionsFor(command).find((each) => each === said)
  if (name === undefined) return undefined
  const option: Option = optionOf(name)
  if (option.kind === 'flag') return readFlag(name, inline, next)
  const value = inline ?? next
  if (value === undefined || value === '' || value.startsWith('-')) return undefined
  const isKnown = option.kind !== 'choice' || choicesFor(option, command).includes(value)
  return isKnown ? { name, value, taken: inline === undefined ? 1 : 0 } : undefined
}

function readFlag(name: OptionName, inline: string | undefined, next: string | undefined): Given | undefined {
  const isPlainFlag = inline === undefined && next !== 'true' && next !== 'false'
  return isPlainFlag ? { name, value: true, taken: 0 } : undefined
}
