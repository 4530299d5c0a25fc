import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { djangoPython, runPython } from '../support/django'
import { run, tree } from '../cli/run'

/**
 * The first half of the article, written by hand, with a migration of its own app and one of another on top: `pending`
 * tells what is owed, `finish` writes it, and real Django runs it there and back on a real database.
 */
const WALK = join(__dirname, 'walk.py')
const DATABASE = 'appname/migrations/0004_remove_product_rating_from_db.py'

const python = djangoPython()

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bgsplit-pending-'))
  cpSync(join(__dirname, 'project'), folder, { recursive: true })
})
afterEach(() => {
  rmSync(folder, { recursive: true })
})

interface Step {
  readonly step: string
  readonly columns: Readonly<Record<string, readonly [boolean, string | null]>>
  readonly new: string
  readonly old: unknown
}

const isSteps = (value: unknown): value is readonly Step[] => Array.isArray(value)

function walked(dialect: string): readonly Step[] | undefined {
  if (python === undefined) return undefined
  const why = runPython(python, WALK, ['--reachable', dialect])
  if (why !== null && process.env['CI'] === undefined) {
    process.stderr.write(`\nSKIPPED: ${dialect} does not answer. ${JSON.stringify(why)}\n\n`)
    return undefined
  }
  const steps = runPython(python, WALK, [dialect, folder])
  if (!isSteps(steps)) throw new Error('no steps were walked')
  return steps
}

describe.each(['sqlite', 'postgresql'])('the first half of the article on %s', (dialect) => {
  test('is pending, is finished, and goes there and back', () => {
    const { stdout: pending } = run(folder, 'pending', '.', '--dialect', dialect)
    expect(pending.split('\n')[1]?.split(/ {2,}/)).toEqual([
      'appname_product',
      'the column rating',
      'Product.rating',
      'appname.0002_remove_product_rating_from_state',
    ])
    const before = tree(folder)
    const { status, stderr } = run(folder, 'finish', '.', '--dialect', dialect)
    expect({ status, stderr }).toMatchObject({ status: 0 })
    const after = tree(folder)
    expect(after).toEqual({ ...before, [DATABASE]: after[DATABASE] })
    expect(after[DATABASE]).toBe(readFileSync(join(__dirname, `expected.${dialect}.txt`), 'utf8'))
    expect(run(folder, 'finish', '.', '--dialect', dialect).stdout).toBe('nothing is pending\n')
    expect(run(folder, 'pending', '.', '--dialect', dialect).stdout).toBe('nothing is pending\n')
    expect(run(folder, 'appname/migrations', '--all', '--dialect', dialect).status).toBe(0)
    expect(tree(folder)).toEqual(after)
    const steps = walked(dialect)
    if (steps !== undefined) expectWalk(steps)
  }, 120_000)
})

test('finished for a database of tests as well, it goes there and back on both', () => {
  expect(run(folder, 'finish', '.', '--dialect', 'postgresql,sqlite').status).toBe(0)
  for (const dialect of ['postgresql', 'sqlite']) {
    const steps = walked(dialect)
    if (steps !== undefined) expectWalk(steps)
  }
}, 120_000)

function expectWalk(steps: readonly Step[]): void {
  const [overlap, end, back, again] = steps
  expect(steps.map(({ step }) => step)).toEqual(['overlap', 'end', 'back', 'end again'])
  expect(overlap?.columns).toHaveProperty('rating')
  expect(end?.columns).not.toHaveProperty('rating')
  expect(back?.columns).toEqual(overlap?.columns)
  expect(again?.columns).toEqual(end?.columns)
  for (const step of steps) expect(step.new).toBe(step.step)
  expect(overlap?.old).toEqual([0, 5])
  expect(back?.old).toEqual([0, 5])
  expect(end?.old).toMatch(/Error$/)
}
