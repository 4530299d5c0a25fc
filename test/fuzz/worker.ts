import { appendFileSync } from 'node:fs'
import { BIG_COUNT, inputAt } from './inputs/inputs'
import { corpus } from './inputs/corpus'
import { judge } from './judge'
import { NAMES, namesFor } from './judging/commands'
import type { Input } from './input'

/**
 * Runs the inputs `first`, `first + step`, … below `end`, each told of before and after it to the process that watches:
 * one that hangs, or takes the process with it, is known by its number.
 */
async function work(): Promise<void> {
  const [root = '', seed = '0', first = '0', end = '0', step = '1', samples = '', all = ''] =
    process.argv.slice(2)
  const seeds = corpus(root)
  let done: object | undefined
  for (let number = Number(first); number < Number(end); number += Number(step)) {
    const input = inputAt(number, Number(seed), seeds)
    // With what has become of the one before: a message takes as long as some commands do.
    tell({ number, begins: input.name, done })
    const names = all === 'all' || number < BIG_COUNT ? NAMES : namesFor(number)
    const { findings, times, outcomes, written } = await judge(input, names)
    done = { number, name: input.name, findings, times, outcomes, isWritten: written !== undefined }
    const isSample =
      written !== undefined &&
      number >= BIG_COUNT &&
      input.target in input.files &&
      !input.name.startsWith('strange')
    if (isSample) appendFileSync(samples, sample(number, input, written))
  }
  tell({ done })
}

/** A migration that is broken itself may be what is copied from. */
function isMigration(path: string): boolean {
  return /\/migrations\/[^_][^/]*\.py$/.test(path)
}

/** For Python: the migrations as they were, what was written, and all of a project that can be run. */
function sample(
  number: number,
  { name, target, dialect, files }: Input,
  after: Readonly<Record<string, string>>,
): string {
  const texts = Object.entries({ 'manage.py': '', ...files }).map(
    ([path, text]) => [path, Buffer.from(text).toString('utf8')] as const,
  )
  const isWhole = name === 'hostile'
  const before = Object.fromEntries(texts.filter(([path]) => isWhole || isMigration(path)))
  const known = new Map(texts)
  const changed = Object.entries(after).filter(([path, text]) => known.get(path) !== text)
  const gone = texts.map(([path]) => path).filter((path) => !(path in after))
  return `${JSON.stringify({ number, name, target, dialect, before, changed: Object.fromEntries(changed), gone })}\n`
}

function tell(message: object): void {
  process.send?.(message)
}

void work().then(() => {
  process.disconnect()
})
