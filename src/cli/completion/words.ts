import { DIALECTS } from '../../core/dialect'
import { COMMAND_LINES } from '../command-lines'
import { COMMANDS, choicesFor, optionOf, optionsFor, wordsFor } from '../options'
import type { Command, OptionName } from '../options'

/** What stands behind an option: nothing, one of some words, a branch or tag of git, a file, a folder, or any text. */
export type Behind =
  | { readonly kind: 'nothing' | 'ref' | 'file' | 'folder' | 'text' }
  | { readonly kind: 'words'; readonly words: readonly string[] }

export interface CompletedOption {
  /** With its dashes. */
  readonly name: string
  readonly words: string
  readonly behind: Behind
}

export interface CompletedCommand {
  readonly name: Command
  readonly words: string
  readonly options: readonly CompletedOption[]
  /** What stands behind the command itself. */
  readonly positional: Behind
}

const HELP: CompletedOption = { name: '--help', words: 'Show help', behind: { kind: 'nothing' } }

/** Everything that can be completed, as the table of settings has it. */
export function completedCommands(): readonly CompletedCommand[] {
  return COMMANDS.map((name) => ({
    name,
    words: COMMAND_LINES[name].words,
    options: [...optionsFor(name).map((option) => completed(option, name)), HELP],
    positional: positionalOf(name),
  }))
}

function positionalOf(command: Command): Behind {
  const { choices } = COMMAND_LINES[command].positional
  return choices === undefined ? { kind: 'file' } : { kind: 'words', words: choices }
}

function completed(name: OptionName, command: Command): CompletedOption {
  return { name: `--${name}`, words: wordsFor(optionOf(name), command), behind: behind(name, command) }
}

function behind(name: OptionName, command: Command): Behind {
  const option = optionOf(name)
  switch (option.kind) {
    case 'flag':
      return { kind: 'nothing' }
    case 'choice':
      return { kind: 'words', words: choicesFor(option, command) }
    case 'dialects':
      return { kind: 'words', words: DIALECTS }
    case 'ref':
      return { kind: 'ref' }
    case 'path':
      return { kind: option.folder === true ? 'folder' : 'file' }
    case 'text':
    case 'duration':
    case 'version':
    case 'rules':
    case 'fields':
      return { kind: 'text' }
  }
}

/** Options whose value is the next word, for finding the command among the words: each once. */
export function valued(commands: readonly CompletedCommand[]): readonly string[] {
  const all = commands.flatMap(({ options }) => options.filter(({ behind: { kind } }) => kind !== 'nothing'))
  return [...new Set(all.map(({ name }) => name))]
}
