import { compatible } from '../../src/compat/compatible'
import type * as Newly from '../../src/compat/newly'
import { newViolations, violationKey, type Violation } from '../../src/compat/violation'
import { DIALECTS, type Dialect } from '../../src/core/dialect'
import { loadFormatter } from '../../src/emit/format'
import { OPTIONS } from '../plan/support'
import { caseOf, renameCaseOf } from './generate'
import { releasesOf } from './releases-generate'
import { runReleases } from './releases-run'
import { runCase, type Tools } from './run'

/**
 * Whatever the planner asks of `newlyBroken`, which looks at what differs only, is what `compatible` of the whole says:
 * over the random projects of the other properties, their renames (views, twins) and releases.
 *
 * `BGSPLIT_PROPERTY_CASES` and `BGSPLIT_PROPERTY_SEED` as there.
 */
const CASES = Number(process.env['BGSPLIT_PROPERTY_CASES'] ?? 20)
const SEED = Number(process.env['BGSPLIT_PROPERTY_SEED'] ?? 1)

interface Asked {
  readonly found: readonly Violation[]
  readonly whole: readonly Violation[]
}

const mockAsked: Asked[] = []

jest.mock<typeof Newly>('../../src/compat/newly', () => {
  const actual = jest.requireActual<typeof Newly>('../../src/compat/newly')
  const wholeOf = ({ state, schema, other }: Newly.Look, options: Parameters<typeof actual.newlyBroken>[2]) =>
    compatible(state, schema, { ...options, other })
  const newlyBroken: typeof actual.newlyBroken = (before, after, options) => {
    const found = actual.newlyBroken(before, after, options)
    mockAsked.push({ found, whole: newViolations(wholeOf(before, options), wholeOf(after, options)) })
    return found
  }
  return {
    newlyBroken,
    newErrorsIn: (...asked) => newlyBroken(...asked).filter(({ severity }) => severity === 'error'),
    violationsAt: (look, places, options) => {
      const found = actual.violationsAt(look, places, options)
      const whole = wholeOf(look, options).filter(({ table }) => places.has(table))
      mockAsked.push({ found, whole })
      return found
    },
  }
})

let tools: Tools

beforeAll(async () => {
  tools = { compatible, formatter: await loadFormatter(), defaults: OPTIONS }
})

/** The dialects take turns. */
function dialectOf(seed: number): Dialect {
  return DIALECTS[seed % DIALECTS.length] ?? 'postgresql'
}

const RUNS: Readonly<Record<string, (seed: number) => unknown>> = {
  'some change': (seed) => runCase(caseOf(seed), [dialectOf(seed)], tools),
  'something is renamed': (seed) => runCase(renameCaseOf(seed), ['postgresql', 'mariadb'], tools),
  'several migrations': (seed) => runReleases(releasesOf(seed), dialectOf(seed), tools),
}

test.each(Object.entries(RUNS))(
  '%s: what is found is what there is',
  (_, run) => {
    mockAsked.length = 0
    for (let seed = SEED; seed < SEED + CASES; seed++) run(seed)
    expect(mockAsked.filter(({ found, whole }) => textOf(found) !== textOf(whole))).toEqual([])
    expect(mockAsked.filter(({ found }) => found.length > 0).length).toBeGreaterThan(CASES / 2)
  },
  60_000 + CASES * 4000,
)

function textOf(found: readonly Violation[]): string {
  return found.map((each) => `${each.severity} ${violationKey(each)}`).join('\n')
}
