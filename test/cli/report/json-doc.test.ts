import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { report } from '../../../src/cli/report/findings'
import { LOCK_TIMES } from '../../../src/cli/report/lock'
import { planReport } from '../../../src/cli/report/plan-report'
import { BARRIER, planOf } from './plans'
import { SAMPLES } from './samples'
import { CONTEXT } from './support'

const page = readFileSync(join(__dirname, '../../../docs/json.md'), 'utf8')

/** Every key of a document, in whatever depth. */
function keysIn(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(keysIn)
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, each]) => [key, ...keysIn(each)])
}

function unnamed(document: string): readonly string[] {
  return [...new Set(keysIn(JSON.parse(document)))].filter((key) => !page.includes(`\`${key}\``))
}

describe('docs/json.md', () => {
  test('names every key of what check prints', () => {
    expect(unnamed(report(SAMPLES, 'json', CONTEXT))).toEqual([])
  })

  test('names every key of what split prints', async () => {
    const whole = await planOf(BARRIER)
    const context = { cwd: whole.project.absoluteRoot, colours: false }
    expect(unnamed(planReport(whole, 'json', context))).toEqual([])
  })

  test('has a row for each time that a lock is held', () => {
    const rows = [...page.matchAll(/^\| `(\w+)` +\|/gm)].map(([, name]) => name)
    expect(rows).toEqual(expect.arrayContaining(Object.keys(LOCK_TIMES)))
  })
})
