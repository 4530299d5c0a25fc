import type * as Yargs from 'yargs'
import type { Refusal } from '../core/errors'
import { COMMAND_LINES, EPILOGUE, USAGE } from './command-lines'
import { flagsOf } from './flags-of'
import type { FlagsOf } from './flags-of'
import { COMMANDS, SHELLS, choicesFor, optionOf, optionsFor, wordsFor } from './options'
import type { Command, OptionName, Shell } from './options'
import { plainWords } from './plain-words'
import { orderedWords, usage } from './words'

/** What the command line asks for, checked. */
export type Invocation =
  | { readonly kind: 'text'; readonly text: string }
  | PathsInvocation<'split'>
  | PathsInvocation<'check'>
  | PathsInvocation<'pending'>
  | PathsInvocation<'finish'>
  | { readonly kind: 'state'; readonly path: string; readonly flags: FlagsOf['state'] }
  | { readonly kind: 'completion'; readonly shell: Shell }

interface PathsInvocation<C extends keyof FlagsOf> {
  readonly kind: C
  readonly paths: readonly string[]
  readonly flags: FlagsOf[C]
}

/**
 * Reads the command line.
 * @throws Refusal `usage` for anything that is not understood.
 */
export function parseArguments(argv: readonly string[], columns: number): Invocation {
  if (argv.length === 1 && argv[0] === '--version') return { kind: 'text', text: `${versionOf()}\n` }
  const words = orderedWords(argv)
  const plain = plainWords(words)
  return plain === undefined ? parsed(words, columns) : invocationOf(plain.command, plain.argv)
}

/** By the parser, which also knows the help. */
export function parsed(words: readonly string[], columns: number): Invocation {
  let invocation: Invocation | undefined
  let output = ''
  const parser = withCommands(newParser(columns), (found) => {
    invocation = found
  })
  // With a callback nothing is printed, and help and version come as `output`.
  void parser.parse([...words], (_error: unknown, _argv: unknown, text: string) => {
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
    .usage(USAGE)
}

const WIDEST = 100

function withCommands(parser: Yargs.Argv, found: (invocation: Invocation) => void): Yargs.Argv {
  return COMMANDS.reduce(
    (yargs, command) =>
      yargs.command(
        commandWords(command),
        COMMAND_LINES[command].words,
        (own) => withOptions(own, command),
        (argv) => {
          found(invocationOf(command, argv))
        },
      ),
    parser,
  )
}

/** `split` is what is meant where no command is named. */
function commandWords(command: Command): readonly string[] {
  const words = `${command} ${COMMAND_LINES[command].positional.usage}`
  return command === 'split' ? [words, '$0'] : [words]
}

function withOptions(yargs: Yargs.Argv, command: Command): Yargs.Argv {
  const { positional, examples } = COMMAND_LINES[command]
  const { name, describe, choices } = positional
  const own = yargs.positional(name, { describe, type: 'string', ...(choices && { choices }) })
  const withAll = optionsFor(command).reduce(
    (parser, option) => parser.option(option, forParser(option, command)),
    own.epilogue(EPILOGUE),
  )
  return examples.reduce((parser, [line, words]) => parser.example(line, words), withAll)
}

function forParser(name: OptionName, command: Command): Yargs.Options {
  const option = optionOf(name)
  const describe = wordsFor(option, command)
  if (option.kind === 'flag') return { describe, type: 'boolean', default: false }
  const rest = option.otherwise === undefined ? {} : { default: option.otherwise }
  if (option.kind === 'choice')
    return { describe, choices: choicesFor(option, command), requiresArg: true, ...rest }
  return { describe, type: 'string', requiresArg: true, ...rest }
}

type Argv = Readonly<Record<string, unknown>>

function invocationOf(command: Command, argv: Argv): Invocation {
  const paths = stringsOf(argv['paths'])
  switch (command) {
    case 'split':
      return { kind: command, paths, flags: flagsOf.split(argv) }
    case 'check':
      return { kind: command, paths, flags: flagsOf.check(argv) }
    case 'pending':
      return { kind: command, paths, flags: flagsOf.pending(argv) }
    case 'finish':
      return { kind: command, paths, flags: flagsOf.finish(argv) }
    case 'state':
      return { kind: command, path: String(argv['path']), flags: flagsOf.state(argv) }
    case 'completion':
      return { kind: command, shell: SHELLS.find((shell) => shell === argv['shell']) ?? 'bash' }
  }
}

function stringsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : []
}

/** What the parser says, as a cause and a way out. */
function usageOf(message: string): Refusal {
  if (message.startsWith('Not enough non-option arguments')) return usage('no path is given')
  const choice = /Argument: (\S+), Given: (.*), Choices: (.*)$/.exec(message)
  if (choice !== null)
    return usage(`--${choice[1] ?? ''} cannot be ${choice[2] ?? ''}`, `give one of ${choice[3] ?? ''}`)
  const lacking = /^Not enough arguments following: (\S+)/.exec(message)?.[1]
  if (lacking !== undefined) return usage(`--${lacking} needs a value`)
  return usage(message.replaceAll(/\s*\n\s*/g, ' '))
}

function versionOf(): string {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- outside src, and the same from dist
  return (require('../../package.json') as { readonly version: string }).version
}
