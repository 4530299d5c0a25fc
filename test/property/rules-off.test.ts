import { compatible } from '../../src/compat/compatible'
import type * as Newly from '../../src/compat/newly'
import { RULES, type Rule } from '../../src/compat/violation'
import { loadFormatter } from '../../src/emit/format'
import { OPTIONS } from '../plan/support'
import { caseOf } from './generate'
import { runCase, type Tools } from './run'

/**
 * The property with a rule of `newlyBroken` switched off for the planner, and on for the check: it has to fail, or the
 * property could not see what the rule is for.
 */
const mockPlanner: { without: Rule | undefined } = { without: undefined }

jest.mock<typeof Newly>('../../src/compat/newly', () => {
  const actual = jest.requireActual<typeof Newly>('../../src/compat/newly')
  const without = (found: ReturnType<typeof actual.newlyBroken>): typeof found =>
    found.filter(({ rule }) => rule !== mockPlanner.without)
  return {
    newlyBroken: (...asked) => without(actual.newlyBroken(...asked)),
    newErrorsIn: (...asked) => without(actual.newErrorsIn(...asked)),
    violationsAt: (...asked) => without(actual.violationsAt(...asked)),
  }
})

/** Where to begin looking: seeds are tried from here on, so that a test need not run through hundreds. */
const REACHED: Readonly<Partial<Record<Rule, number>>> = {
  'missing-table': 2,
  'missing-column': 3,
  'column-type': 100,
  insert: 5,
  'insert-null': 120,
  'missing-default': 246,
  'insert-twice': 82,
  'parent-delete': 100,
  'stricter-rule': 1,
  'shorter-column': 174,
}

/** Rules of severity `error` that no change of the generator gets to break, and why. */
const OUT_OF_REACH: Readonly<Partial<Record<Rule, string>>> = {
  'dangling-key':
    'what lets such a key go breaks parent-delete as well, and is split for that: this one only holds the strategies to their overlap keys',
  twin: 'no plan makes one that is not whole: this one only holds the strategies to their twins',
  'reads-null': 'a note: nothing breaks',
  'missing-unique': 'a note: nothing breaks; or the copy of a rule is missing, which every plan makes',
  'new-key': 'a note: under `strict` it is parent-delete',
}

const MOST = 60

let tools: Tools

beforeAll(async () => {
  tools = { compatible, formatter: await loadFormatter(), defaults: OPTIONS }
})

afterEach(() => {
  mockPlanner.without = undefined
})

test('every rule is reached, or said why not', () => {
  const known = [...Object.keys(REACHED), ...Object.keys(OUT_OF_REACH)]
  expect(known.sort()).toEqual([...RULES].sort())
})

test.each(Object.entries(REACHED))(
  'without %s the property fails',
  (rule, seed) => {
    // The keys of the table are rules.
    mockPlanner.without = rule as Rule
    const seeds = Array.from({ length: MOST }, (_, index) => seed + index)
    const failing = seeds.find((each) => failures(each).some((signature) => signature.includes(rule)))
    expect(failing).toBeDefined()
  },
  120_000,
)

function failures(seed: number): readonly string[] {
  return runCase(caseOf(seed), ['postgresql', 'sqlite'], tools).flatMap(([, result]) =>
    result.kind === 'failed' ? [result.signature] : [],
  )
}
