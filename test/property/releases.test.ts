import { compatible } from '../../src/compat/compatible'
import { DIALECTS, type Dialect } from '../../src/core/dialect'
import { loadFormatter } from '../../src/emit/format'
import { OPTIONS } from '../plan/support'
import { releasesOf } from './releases-generate'
import { report, runReleases, type Failure, type Result } from './releases-run'
import { shrunk } from './releases-shrink'
import type { ReleasesSpec } from './releases-spec'
import type { Tools } from './run'

/**
 * The property of many migrations that are planned together: what is written reads, has one last migration in each
 * app and no circle, ends where the originals do, on a fresh database and release by release; the code of each release
 * lives with all that the next one does; both halves are taken back; and a second run finds nothing to do. Or one of
 * the migrations cannot be split by itself either.
 *
 * `BGSPLIT_PROPERTY_CASES=300` runs more of them, each on all dialects, from `BGSPLIT_PROPERTY_SEED` (1) on. A failure
 * names its seed and shows the files, as small as they get.
 */
const ASKED = process.env['BGSPLIT_PROPERTY_CASES']
const CASES = Number(ASKED ?? 40)
const SEED = Number(process.env['BGSPLIT_PROPERTY_SEED'] ?? 1)

/** They take turns where there is no time for all. */
function dialectsOf(seed: number): readonly Dialect[] {
  const some: readonly Dialect[] = ['postgresql', 'mariadb', 'postgresql', 'sqlite']
  return ASKED === undefined ? some.filter((_, index) => index === seed % 4) : DIALECTS
}

/** What is known to fail, by its signature: to be mended, and then to be taken off. */
const KNOWN: readonly RegExp[] = [
  // Refused: a barrier on a branch, whose merge would have to wait as well.
  /^several-leaves: the merge of /,
  // MariaDB: the check of a JSON column that has been renamed, where its table is made anew on the way back.
  /^database migration does not go back: - #: check .*json_valid/,
]

interface Run {
  readonly spec: ReleasesSpec
  readonly dialect: Dialect
  readonly result: Result
}

describe('random projects, many migrations at once', () => {
  let tools: Tools
  let runs: readonly Run[]

  beforeAll(
    async () => {
      tools = { compatible, formatter: await loadFormatter(), defaults: OPTIONS }
      const seeds = Array.from({ length: CASES }, (_, index) => SEED + index)
      runs = seeds.flatMap((seed) => {
        const spec = releasesOf(seed)
        return dialectsOf(seed).map((dialect) => ({
          spec,
          dialect,
          result: runReleases(spec, dialect, tools),
        }))
      })
      process.stdout.write(summaryOf(runs))
    },
    60_000 + CASES * 4000,
  )

  test('split, written, replayed: the property holds', () => {
    expect(messagesOf(runs, tools).join('\n\n')).toBe('')
  }, 600_000)

  test('most are released, some in more than two releases', () => {
    const plans = runs.flatMap(({ result }) => (result.kind === 'released' ? [result.plan] : []))
    expect(plans.length).toBeGreaterThan(runs.length * 0.6)
    expect(plans.filter(({ releases }) => releases.length > 1).length).toBeGreaterThan(runs.length * 0.3)
    expect(runs.filter(({ result }) => result.kind === 'invalid').length).toBeLessThan(runs.length * 0.1)
  })

  test('the same seed gives the same case', () => {
    expect(releasesOf(SEED)).toEqual(releasesOf(SEED))
    expect(releasesOf(SEED)).not.toEqual({ ...releasesOf(SEED + 1), seed: SEED })
  })
})

/** What became of them in a line. */
function summaryOf(all: readonly Run[]): string {
  const names = all.map(({ result }) => {
    if (result.kind === 'released') return `in ${result.plan.releases.length}`
    return result.kind === 'refused' ? `refused: ${result.refusal.code}` : result.kind
  })
  const sums = [...new Set(names)].map((name) => `${names.filter((each) => each === name).length} ${name}`)
  return `releases: seeds ${SEED} to ${SEED + CASES - 1}: ${sums.sort().join(', ')}\n`
}

/** The first of each kind of failure, as small as it gets. */
function messagesOf(all: readonly Run[], tools: Tools): readonly string[] {
  const first = new Map<string, Run & { readonly result: Failure }>()
  for (const { spec, dialect, result } of all) {
    if (result.kind !== 'failed' || KNOWN.some((known) => known.test(result.signature))) continue
    if (!first.has(result.signature)) first.set(result.signature, { spec, dialect, result })
  }
  return [...first.values()].slice(0, 3).map(({ spec, dialect, result }) => {
    const again = (candidate: ReleasesSpec): Failure | undefined => {
      const other = runReleases(candidate, dialect, tools)
      return other.kind === 'failed' && other.signature === result.signature ? other : undefined
    }
    const small = shrunk(spec, (candidate) => again(candidate) !== undefined)
    return report(small, dialect, again(small) ?? result)
  })
}
