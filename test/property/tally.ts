import type { Dialect } from '../../src/core/dialect'
import { report, runCase, smallest, type Failure, type Result, type Tools } from './run'
import { kindsIn, type CaseSpec } from './spec'

type Counts = Readonly<Record<string, number>>

/** What became of the cases of a run. */
interface Tally {
  readonly results: Counts
  /** How many plans had an operation of a kind, and how many of these were split. */
  readonly planned: Counts
  readonly split: Counts
}

const NOTHING: Tally = { results: {}, planned: {}, split: {} }

function counted(counts: Counts, names: readonly string[]): Counts {
  const all = [...Object.keys(counts), ...names]
  const once = (name: string): number => (counts[name] ?? 0) + names.filter((each) => each === name).length
  return Object.fromEntries(all.map((name) => [name, once(name)]))
}

function tallied(tally: Tally, { change }: CaseSpec, result: Result): Tally {
  const kinds = [...new Set(kindsIn(change))]
  const split = result.kind === 'split' ? result.plan.splits.map(({ original }) => original.kind) : []
  return {
    results: counted(tally.results, [nameOf(result)]),
    planned: counted(tally.planned, kinds),
    split: counted(tally.split, [...new Set<string>(split)]),
  }
}

function nameOf(result: Result): string {
  return result.kind === 'refused' ? `refused: ${result.refusal.code}` : result.kind
}

interface Found {
  readonly spec: CaseSpec
  readonly dialect: Dialect
  readonly failure: Failure
}

export interface Run {
  readonly tally: Tally
  readonly failures: readonly Found[]
}

export interface Cases {
  readonly seeds: readonly number[]
  readonly caseOf: (seed: number) => CaseSpec
  readonly dialectsOf: (seed: number) => readonly Dialect[]
}

/** Each case on each of its dialects. */
export function runAll({ seeds, caseOf, dialectsOf }: Cases, tools: Tools): Run {
  const failures: Found[] = []
  let tally = NOTHING
  for (const seed of seeds) {
    const spec = caseOf(seed)
    for (const [dialect, result] of runCase(spec, dialectsOf(seed), tools)) {
      tally = tallied(tally, spec, result)
      if (result.kind === 'failed') failures.push({ spec, dialect, failure: result })
    }
  }
  return { tally, failures }
}

/** The first of each kind of failure, as small as it gets. */
export function messagesOf(failures: readonly Found[], tools: Tools): readonly string[] {
  const first = new Map([...failures].reverse().map((each) => [each.failure.signature, each]))
  return [...first.values()].slice(0, 5).map(({ spec, dialect, failure }) => {
    const small = smallest(spec, dialect, failure, tools)
    const [again] = runCase(small, [dialect], tools)
    return again?.[1].kind === 'failed' ? report(small, dialect, again[1]) : report(spec, dialect, failure)
  })
}

/** What became of them in a line. */
export function summaryOf({ seeds, dialectsOf }: Cases, { results, planned, split }: Tally): string {
  const shares = Object.keys(split).map((kind) => `${kind} ${split[kind] ?? 0}/${planned[kind] ?? 0}`)
  const sums = Object.entries(results).map(([name, sum]) => `${sum} ${name}`)
  const [first = 0, last = 0] = [seeds[0], seeds.at(-1)]
  return (
    `property: seeds ${first} to ${last} on ${dialectsOf(first).length} dialects each: ${sums.join(', ')}; ` +
    `split: ${shares.join(', ')}\n`
  )
}

/** Of the plans of a migration with such an operation, how many of a hundred were splits. */
export function shareOf(kind: string, { planned, split }: Tally): number {
  return (100 * (split[kind] ?? 0)) / (planned[kind] ?? 1)
}
