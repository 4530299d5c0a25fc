import { compatible } from '../../src/compat/compatible'
import type { Dialect } from '../../src/core/dialect'
import { loadFormatter } from '../../src/emit/format'
import { OPTIONS } from '../plan/support'
import { renameCaseOf } from './generate'
import type { Tools } from './run'
import { messagesOf, runAll, shareOf, summaryOf, type Cases, type Run } from './tally'

/**
 * The property of property.test.ts where something is renamed, and the same model changes before and after it.
 *
 * `BGSPLIT_PROPERTY_CASES` and `BGSPLIT_PROPERTY_SEED` as there; `BGSPLIT_PROPERTY_RENAMES=1` turns it on.
 */
const ARE_SPLIT = process.env['BGSPLIT_PROPERTY_RENAMES'] === '1'

const ASKED = process.env['BGSPLIT_PROPERTY_CASES']
const CASES = Number(ASKED ?? 120)
const SEED = Number(process.env['BGSPLIT_PROPERTY_SEED'] ?? 1)

/** Those that have an overlap: SQLite has none. */
const DIALECTS: readonly Dialect[] = ['postgresql', 'mariadb']

/** Of the plans of a migration with such an operation, this many of a hundred have to be splits. */
const SPLIT: Readonly<Record<string, number>> = { RenameField: 40, RenameModel: 30, AlterModelTable: 50 }

const ALL: Cases = {
  seeds: Array.from({ length: CASES }, (_, index) => SEED + index),
  caseOf: renameCaseOf,
  dialectsOf: () => DIALECTS,
}

const describeRenames = ARE_SPLIT ? describe : describe.skip

describeRenames('random models, something renamed', () => {
  let tools: Tools
  let run: Run

  beforeAll(
    async () => {
      tools = { compatible, formatter: await loadFormatter(), defaults: OPTIONS }
      run = runAll(ALL, tools)
      process.stdout.write(summaryOf(ALL, run.tally))
    },
    60_000 + CASES * 2000,
  )

  test('split, replayed: the property holds', () => {
    expect(messagesOf(run.failures, tools).join('\n\n')).toBe('')
  }, 600_000)

  test.each(Object.entries(SPLIT))('%s is split in at least %d of a hundred', (kind, least) => {
    expect(shareOf(kind, run.tally)).toBeGreaterThanOrEqual(least)
  })

  test('the same seed gives the same case', () => {
    expect(renameCaseOf(SEED)).toEqual(renameCaseOf(SEED))
  })
})
