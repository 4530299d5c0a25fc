import { compatible } from '../../src/compat/compatible'
import { DIALECTS, type Dialect } from '../../src/core/dialect'
import { loadFormatter } from '../../src/emit/format'
import { STRATEGIES } from '../../src/plan/strategies'
import { OPTIONS } from '../plan/support'
import { caseOf } from './generate'
import type { Tools } from './run'
import { messagesOf, runAll, shareOf, summaryOf, type Cases, type Run } from './tally'

/**
 * The property: whatever makemigrations writes is split so that both halves together do what the whole did, and each
 * colour lives with each phase, both ways; or is safe as it is; or is refused with a fair reason.
 *
 * `BGSPLIT_PROPERTY_CASES=5000` runs more of them, each on all dialects, from `BGSPLIT_PROPERTY_SEED` (1) on. A failure
 * names its seed and shows the files, as small as they get.
 */
const ASKED = process.env['BGSPLIT_PROPERTY_CASES']
const CASES = Number(ASKED ?? 120)
const SEED = Number(process.env['BGSPLIT_PROPERTY_SEED'] ?? 1)

/** MySQL and MariaDB take turns where there is no time for both. */
function dialectsOf(seed: number): readonly Dialect[] {
  const spared = seed % 2 === 0 ? 'mysql' : 'mariadb'
  return ASKED === undefined ? DIALECTS.filter((dialect) => dialect !== spared) : DIALECTS
}

/** Of the plans of a migration with such an operation, this many of a hundred have to be splits. */
const SPLIT: Readonly<Record<string, number>> = {
  AddField: 20,
  AlterField: 20,
  RemoveField: 25,
  DeleteModel: 40,
  AddConstraint: 30,
  AlterUniqueTogether: 10,
  AlterOrderWithRespectTo: 20,
}

/**
 * What is known to fail, by its signature: to be mended, and then to be taken off, which a run over the usual cases
 * asks for.
 */
const KNOWN: readonly RegExp[] = []

const ALL: Cases = {
  seeds: Array.from({ length: CASES }, (_, index) => SEED + index),
  caseOf,
  dialectsOf,
}

describe('random models, random change', () => {
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
    const fresh = run.failures.filter(({ failure }) => !KNOWN.some((known) => known.test(failure.signature)))
    expect(messagesOf(fresh, tools).join('\n\n')).toBe('')
  }, 600_000)

  test('what is known to fail still does', () => {
    const signatures = run.failures.map(({ failure }) => failure.signature)
    const mended = KNOWN.filter((known) => !signatures.some((signature) => known.test(signature)))
    expect(ASKED === undefined ? mended.map(String) : []).toEqual([])
  })

  test.each(Object.entries(SPLIT))('%s is split in at least %d of a hundred', (kind, least) => {
    expect(shareOf(kind, run.tally)).toBeGreaterThanOrEqual(least)
  })

  test('whatever has a strategy has to be split', () => {
    const strategies = Object.keys(STRATEGIES)
    expect(strategies.filter((kind) => SPLIT[kind] === undefined && kind !== 'CreateModel')).toEqual([])
  })

  test('the same seed gives the same case', () => {
    expect(caseOf(SEED)).toEqual(caseOf(SEED))
    expect(caseOf(SEED)).not.toEqual({ ...caseOf(SEED + 1), seed: SEED })
  })
})
