import { djangoPython, runPython } from '../support/django'
import { Place, each, whyNot } from './killed'
import type { Call, Tree, When } from './killed'
import { SHOP } from './shop'

/**
 * SIGKILL at every system call that changes something (killer.py), one by one: the folder is the old or the new one, or
 * the next run makes it one of the two. All of it by `npm run test:kill`, a sample of the points by `npm test`.
 */
const isWhole = process.env['BGSPLIT_KILL'] === 'all'
const MINUTES = 60_000
const DATABASE = 'shop/migrations/0005_remove_item_price_from_db.py'
const KILLED = 137
const WENT_WELL = { status: 0, stderr: expect.any(String) as unknown, calls: [] }

const reason = whyNot()
if (reason !== undefined && process.env['CI'] !== undefined) throw new Error(`cannot kill here: ${reason}`)
const describeHere = reason === undefined ? describe : describe.skip
if (reason !== undefined) process.stderr.write(`SKIPPED: test/kill: ${reason}\n`)

/** What load.py says of a folder. */
interface Loaded {
  readonly loads?: readonly string[]
  readonly refuses?: string
}

interface Point extends Call {
  readonly when: When
}

const OPTIONS = ['--dialect', 'postgresql', '.']
const SPLIT = ['--all', ...OPTIONS]

/** A command that rewrites the folder: what has been run before it, how many files it changes, and how many it writes. */
const REWRITES: readonly (readonly [string, readonly string[], readonly string[], number, number])[] = [
  ['a split', [], SPLIT, 10, 8],
  ['finish', ['--phase', 'state', ...SPLIT], ['finish', ...OPTIONS], 3, 3],
]

describeHere.each(REWRITES)('%s, killed at a system call', (name, prepared, command, changes, texts) => {
  // What only asks is enough to tidy up, and writes nothing of its own.
  const ask = [...command, '--dry-run']
  let before: Tree
  let after: Tree
  let calls: readonly Call[]

  beforeAll(async () => {
    const place = new Place(SHOP)
    if (prepared.length > 0) expect(await place.run(prepared)).toEqual(WENT_WELL)
    before = place.files()
    const { calls: found, ...ended } = await place.traced(command)
    expect({ ...ended, calls: [] }).toEqual(WENT_WELL)
    after = place.files()
    calls = found
    place.away()
  }, 2 * MINUTES)

  test('what is counted is all that is done to its files', () => {
    const changed = Object.keys({ ...before, ...after }).filter((file) => before[file] !== after[file])
    const written = changed.filter((file) => file in after).length
    expect([changed.length, written]).toEqual([changes, texts])
    const count = (call: RegExp) => calls.filter((each) => call.test(each.name)).length
    // Each text and two journals: opened, written, given its permissions, synced, and all but the first one renamed.
    expect([count(/^open/), count(/^write$/), count(/^fchmod$/)]).toEqual(Array(3).fill(written + 2))
    expect(count(/^rename/)).toBe(written + 1)
    expect(count(/^unlink/)).toBe(changed.length - written + 1)
  })

  test(
    'each, before, after and half way: the folder is the old or the new one after the next run',
    async () => {
      const points = sampled(pointsOf(calls), 6)
      const outcomes = await each(points, (point) => killedOnce(point))
      say(
        `${name}: ${points.length} points of ${pointsOf(calls).length}, ${calls.length} calls: ${tally(outcomes)}`,
      )
      expect(points.length).toBeGreaterThan(0)
      // None is left out: each call of the run that was not killed is a point.
      if (isWhole) expect(new Set(points.map(({ number }) => number)).size).toBe(calls.length)
      expect(new Set(outcomes)).toEqual(new Set(['old', 'new']))
    },
    30 * MINUTES,
  )

  test(
    'and again while the next run finishes or undoes it',
    async () => {
      const first = sampled(committing(), 1)
      const counts = await each(first, (point) => killedTwice(point))
      const count = counts.reduce((sum, one) => sum + one, 0)
      say(`${name}: ${count} second points behind ${first.length} first ones`)
      expect(count).toBeGreaterThan(0)
    },
    60 * MINUTES,
  )

  test(
    'no folder in between loads as something else than the old or the new one',
    async () => {
      const python = djangoPython()
      if (python === undefined) return
      const places = await each(sampled(committing(), 3), (point) => placeKilledAt(point))
      const ends = [new Place(before), new Place(after)]
      const roots = [...ends, ...places].map(({ root }) => root)
      const [start, ...found] = runPython(python, 'test/kill/load.py', roots) as readonly Loaded[]
      const kinds = found.map((one) =>
        one.refuses !== undefined
          ? 'refuses'
          : same(one, start)
            ? 'old'
            : same(one, found[0])
              ? 'new'
              : isBeginning(one, start, found[0])
                ? 'beginning'
                : 'else',
      )
      say(`${name}: Django on ${kinds.length - 1} folders in between: ${tally(kinds.slice(1))}`)
      const odd = places.filter((_, index) => kinds[index + 1] === 'else')
      expect(odd.map((place) => Object.keys(place.files()))).toEqual([])
      for (const place of [...ends, ...places]) place.away()
    },
    10 * MINUTES,
  )

  /** From where names begin to change. */
  function committing(): readonly Point[] {
    const from = calls.findIndex(({ name, path }) => name.startsWith('rename') && path.endsWith('.tmp'))
    return pointsOf(calls.slice(from)).filter(
      ({ name, when }) => when === 'after' && /^(rename|unlink)/.test(name),
    )
  }

  /** Every call of a run, each in the ways in which it can be cut short. */
  function pointsOf(run: readonly Call[]): readonly Point[] {
    return run.flatMap((call) => {
      const ways: readonly When[] = call.name.startsWith('write')
        ? ['before', 'half', 'after']
        : ['before', 'after']
      return ways.map((when) => ({ ...call, when }))
    })
  }

  async function killedOnce(point: Point): Promise<string> {
    const place = await placeKilledAt(point)
    const asked = new Place(place.files())
    await asked.run(ask)
    const outcome = oldOrNew(asked, point)
    asked.away()
    // Who runs the same again has what was wanted.
    expect({ point, ...(await place.run(command)) }).toEqual({ point, ...WENT_WELL })
    expect({ point, files: place.files() }).toEqual({ point, files: after })
    place.away()
    return outcome
  }

  async function killedTwice(point: Point): Promise<number> {
    const place = await placeKilledAt(point)
    const left = place.files()
    const { calls: recovering } = await place.traced(ask)
    const outcome = oldOrNew(place, point)
    place.away()
    const points = sampled(pointsOf(recovering), 2)
    for (const second of points) {
      const there = new Place(left)
      await killAt(there, ask, second)
      expectWhole(there, second)
      await there.run(ask)
      // What was to be finished is finished, what was to be undone is undone.
      expect({ point, second, outcome: oldOrNew(there, second) }).toEqual({ point, second, outcome })
      there.away()
    }
    return points.length
  }

  async function placeKilledAt(point: Point): Promise<Place> {
    const place = new Place(before)
    await killAt(place, command, point)
    expectWhole(place, point)
    return place
  }

  async function killAt(place: Place, args: readonly string[], point: Point): Promise<void> {
    const at = { call: point.number, when: point.when }
    const { status, stderr, calls: run } = await place.traced(args, at)
    const { number, name, path } = point
    // What it said before it was killed says why it was not.
    expect({ status, last: run.at(-1), ...(status !== KILLED && { stderr }) }).toEqual({
      status: KILLED,
      last: { number, name, path },
    })
  }

  /** Nothing that Python would take for a migration is half written, or is neither of the old nor of the new ones. */
  function expectWhole(place: Place, point: Point): void {
    for (const [file, text] of Object.entries(place.files())) {
      if (/(^|\/)\.bgsplit-[^/]*(\.tmp|\.json)$/.test(file)) continue
      expect({ point, file, isWhole: [before[file], after[file]].includes(text) }).toEqual({
        point,
        file,
        isWhole: true,
      })
    }
  }

  function oldOrNew(place: Place, point: Point): string {
    const files = place.files()
    expect({ point, left: Object.keys(files).filter((file) => file.includes('.bgsplit')) }).toEqual({
      point,
      left: [],
    })
    expect([before, after]).toContainEqual(files)
    return DATABASE in files ? 'new' : 'old'
  }
})

/** So many of them, spread evenly, where not all are asked for. */
function sampled(points: readonly Point[], count: number): readonly Point[] {
  if (isWhole || points.length <= count + 1) return points
  const step = points.length / (count + 1)
  return points.filter((_, index) => Math.floor(index / step) !== Math.floor((index - 1) / step)).slice(1)
}

function same(one: Loaded, other: Loaded | undefined): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}

/** The old one with some of what is new behind it: what Django runs is in the order of the new one. */
function isBeginning(one: Loaded, start: Loaded | undefined, end: Loaded | undefined): boolean {
  const has = (all: Loaded | undefined, some: Loaded | undefined) =>
    some?.loads?.every((key) => all?.loads?.includes(key) === true) === true
  return has(one, start) && has(end, one)
}

function tally(outcomes: readonly string[]): string {
  const counts = new Map<string, number>()
  for (const outcome of outcomes) counts.set(outcome, (counts.get(outcome) ?? 0) + 1)
  return [...counts].map(([outcome, count]) => `${count} ${outcome}`).join(', ')
}

function say(text: string): void {
  process.stdout.write(`test/kill: ${text}\n`)
}
