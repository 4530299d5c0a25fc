import { check } from '../../../src/cli/commands/check'
import { finish } from '../../../src/cli/commands/finish'
import { pending } from '../../../src/cli/commands/pending'
import { split } from '../../../src/cli/commands/split'
import { state } from '../../../src/cli/commands/state'
import { flagsOf } from '../../../src/cli/flags-of'
import type { Host } from '../../../src/cli/host'
import { choicesFor, optionOf, optionsFor } from '../../../src/cli/options'
import type { Command } from '../../../src/cli/options'
import type { Input } from '../input'

/** What is run on an input, by what a user would call it. */
export const NAMES = [
  'split --dry-run',
  'split --dry-run again',
  'split .',
  'check',
  'state',
  'pending',
  'split',
  'split --phase state',
  'finish',
] as const
export type Name = (typeof NAMES)[number]

/** Those that may write. */
export const WRITING: ReadonlySet<Name> = new Set(['split', 'split --phase state', 'finish'])

/**
 * What one input is given to: not all of it each time, since what goes wrong with one input goes wrong with many. All of
 * it reads and plans; only the last of a row writes.
 */
const ROTATION: readonly (readonly Name[])[] = [
  ['split --dry-run', 'split --dry-run again', 'split'],
  ['check', 'split'],
  ['split .', 'split'],
  ['state', 'split'],
  ['check', 'split --phase state', 'pending', 'finish'],
  ['pending', 'split'],
]

export function namesFor(number: number): readonly Name[] {
  return ROTATION[number % ROTATION.length] ?? NAMES
}

/**
 * Runs a command as the command line would, without its arguments read from text.
 * @throws Refusal and whatever else comes out of it
 */
export async function run(name: Name, input: Input, host: Host): Promise<void> {
  const { target } = input
  const app = target.includes('/') ? target.slice(0, target.indexOf('/')) : '.'
  switch (name) {
    case 'split --dry-run':
    case 'split --dry-run again':
      await split([target], flagsOf.split({ ...given('split', input), 'dry-run': true }), host)
      return
    case 'split .':
      await split(['.'], flagsOf.split({ ...given('split', input), ...all(input), 'dry-run': true }), host)
      return
    case 'check':
      check([target], flagsOf.check(given('check', input)), host)
      return
    case 'state':
      state(app, flagsOf.state(given('state', input)), host)
      return
    case 'pending':
      await pending([app], flagsOf.pending(given('pending', input)), host)
      return
    case 'split':
      await split([target], flagsOf.split(given('split', input)), host)
      return
    case 'split --phase state':
      await split([target], flagsOf.split({ ...given('split', input), phase: 'state' }), host)
      return
    case 'finish':
      await finish([app], flagsOf.finish(given('finish', input)), host)
  }
}

/** Of a folder, unless something else says which. */
function all({ options }: Input): Readonly<Record<string, unknown>> {
  return options?.['showmigrations'] === undefined ? { all: true } : {}
}

/** The options of an input that a command takes, with a value that it knows. */
function given(command: Command, { dialect, options = {} }: Input): Readonly<Record<string, unknown>> {
  const names = optionsFor(command).filter((name) => {
    const option = optionOf(name)
    const value = options[name]
    if (value === undefined) return false
    return option.kind !== 'choice' || choicesFor(option, command).includes(value)
  })
  return { dialect, ...Object.fromEntries(names.map((name) => [name, options[name]])) }
}
