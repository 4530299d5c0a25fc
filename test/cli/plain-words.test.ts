import { parseArguments, parsed } from '../../src/cli/args'
import { COMMANDS, OPTION_NAMES, choicesFor, optionOf } from '../../src/cli/options'
import type { OptionName } from '../../src/cli/options'
import { plainWords } from '../../src/cli/plain-words'
import { orderedWords } from '../../src/cli/words'
import { Refusal } from '../../src/core/errors'

/** What comes of it, or the refusal as text. */
function outcome(run: () => unknown): unknown {
  try {
    return run()
  } catch (error) {
    if (error instanceof Refusal) return `${error.code}: ${error.message}`
    throw error
  }
}

const VALUES = ['a.py', '0007', '1.5', 'true', 'false', '-', '5s', 'mysql', 'postgresql,sqlite', 'é ü', '=']

/** Deterministic, so that what fails fails again. */
function numbers(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff
    return (state >>> 8) % below
  }
}

function picked<T>(all: readonly T[], next: (below: number) => number): T {
  const each = all[next(all.length)]
  if (each === undefined) throw new Error('nothing to pick from')
  return each
}

function wordsOf(name: OptionName, next: (below: number) => number): readonly string[] {
  const option = optionOf(name)
  const choices = option.kind === 'choice' ? choicesFor(option, picked(COMMANDS, next)) : VALUES
  const value = picked(next(4) === 0 ? VALUES : choices, next)
  if (option.kind === 'flag' && next(4) > 0) return [`--${name}`]
  return next(2) === 0 ? [`--${name}`, value] : [`--${name}=${value}`]
}

function commandLine(next: (below: number) => number): readonly string[] {
  const options = Array.from({ length: next(4) }, () => wordsOf(picked(OPTION_NAMES, next), next))
  const paths = Array.from({ length: next(3) }, () => [picked(VALUES, next)])
  const odd = [['--help'], ['--'], ['-h'], ['--no-all'], ["'a b'"], ['"x"'], [''], ['check'], ['--version']]
  const all = [...options, ...paths, ...(next(8) === 0 ? [picked(odd, next)] : [])]
  const command = next(4) === 0 ? [] : [picked(COMMANDS, next)]
  return [...command, ...all.sort(() => next(3) - 1).flat()]
}

test('what is read without the parser is read as the parser reads it', () => {
  const next = numbers(7)
  const lines = Array.from({ length: 1500 }, () => commandLine(next))
  let plain = 0
  for (const line of lines) {
    const words = outcome(() => orderedWords(line))
    if (!Array.isArray(words)) continue
    if (plainWords(words as readonly string[]) === undefined) continue
    plain += 1
    const wanted = outcome(() => parsed(words as readonly string[], 80))
    expect([line, outcome(() => parseArguments(line, 80))]).toEqual([line, wanted])
  }
  expect(plain).toBeGreaterThan(200)
})

test.each([
  [['check', 'a.py']],
  [['--dry-run', 'a.py', '--dialect', 'postgresql']],
  [['check', '--all', '.', '--format', 'json']],
  [['state', 'shop', '--at=0007']],
  [['finish', '.', '--live', 'origin/prod']],
])('%j needs no parser', (argv) => {
  expect(plainWords(orderedWords(argv))).toBeDefined()
})

test.each([
  [['check']],
  [['check', '--help', '.']],
  [['--since', '1', '--since', '2', '.']],
  [['--since=', '.']],
  [['--all', 'true', '.']],
  [['--fill', 'nothing', '.']],
  [["'a.py'"]],
  [['state', 'a', 'b']],
  [['completion', 'bash']],
])('%j is for the parser', (argv) => {
  expect(plainWords(orderedWords(argv))).toBeUndefined()
})
