import { appendFileSync } from 'node:fs'
import { BIG_COUNT, inputAt } from './inputs/inputs'
import { corpus } from './inputs/corpus'
import { judge } from './judge'

/**
 * Runs the inputs `first`, `first + step`, … below `end`, each told of before and after it to the process that watches:
 * one that hangs, or takes the process with it, is known by its number.
 */
async function work(): Promise<void> {
  const [root = '', seed = '0', first = '0', end = '0', step = '1', samples = ''] = process.argv.slice(2)
  const seeds = corpus(root)
  for (let number = Number(first); number < Number(end); number += Number(step)) {
    const input = inputAt(number, Number(seed), seeds)
    tell({ number, begins: input.name })
    const { findings, times, outcomes, written } = await judge(input)
    tell({ number, findings, times, outcomes, isWritten: written !== undefined })
    if (written === undefined || number < BIG_COUNT) continue
    const before = Object.fromEntries(
      Object.entries(input.files).map(([path, text]) => [path, Buffer.from(text).toString('utf8')]),
    )
    const { target, dialect, name } = input
    appendFileSync(samples, `${JSON.stringify({ number, name, target, dialect, before, after: written })}\n`)
  }
}

function tell(message: object): void {
  process.send?.(message)
}

void work().then(() => {
  process.disconnect()
})
