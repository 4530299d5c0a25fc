import { spawnSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { split } from '../src/cli/commands/split'
import { flagsOf } from '../src/cli/flags-of'
import type { Host } from '../src/cli/host'
import { refusalLine } from '../src/cli/report/failures'
import { DIALECTS } from '../src/core/dialect'
import { Refusal } from '../src/core/errors'
import { tree } from './cli/run'

/**
 * Goldens: `cases/<strategy>/<case>/before` is a project whose `shop/migrations/0002_*.py` is split, and
 * `expected.<dialect>` beside it holds the files that are new or different afterwards; or `refused.txt`, the one line
 * that is said; or the empty file `unchanged`. Options are those of `before/pyproject.toml`. `notes.txt`, where there
 * is one, holds what the summary has to say beside the split. A case with a file `dialects` is for those lists of
 * databases, one a line, and no others: `expected.postgresql,sqlite`.
 *
 * `UPDATE=1 npx jest test/cases.test.ts` writes them again: read the diff before you commit it.
 */
const ROOT = join(__dirname, 'cases')
const UPDATE = process.env['UPDATE'] === '1'

type Files = Readonly<Record<string, string>>

const CASES = foldersIn(ROOT).flatMap((strategy) =>
  foldersIn(join(ROOT, strategy)).map((name) => join(strategy, name)),
)

const scratch = mkdtempSync(join(tmpdir(), 'bgsplit-cases-'))
afterAll(() => {
  rmSync(scratch, { recursive: true })
})

describe.each(CASES)('%s', (name) => {
  test.each(dialectsOf(name))('%s', (dialects) => checkCase(name, dialects))
})

test('there are cases, and every Python file of them is one to Python', () => {
  const files = Object.keys(tree(ROOT)).filter((path) => path.endsWith('.py'))
  expect(CASES.length).toBeGreaterThan(30)
  expectPython(files.map((path) => join(ROOT, path)))
})

function foldersIn(folder: string): readonly string[] {
  const entries = readdirSync(folder, { withFileTypes: true })
  return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name)
}

function dialectsOf(name: string): readonly string[] {
  const file = join(ROOT, name, 'dialects')
  return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : DIALECTS
}

async function checkCase(name: string, dialect: string): Promise<void> {
  const before = tree(join(ROOT, name, 'before'))
  const project = copyOf(name, dialect)
  const found = await outcome(project, targetIn(before), dialect)
  const written = Object.keys(found).filter((path) => path.endsWith('.py') && !(path in before))
  if (written.length > 0) await expectSettled(project, written, dialect)
  expectSame(found, join(ROOT, name, `expected.${dialect}`))
}

/** The project of a case in a folder of its own, where it can be written into. */
function copyOf(name: string, dialect: string): string {
  const folder = join(scratch, name, dialect)
  cpSync(join(ROOT, name, 'before'), folder, { recursive: true })
  writeFileSync(join(folder, 'manage.py'), '')
  return folder
}

function targetIn(before: Files): string {
  const [target] = Object.keys(before)
    .filter((path) => /^shop\/migrations\/0002_.*\.py$/.test(path))
    .sort()
  if (target === undefined) throw new Error('the case has no shop/migrations/0002_*.py')
  return target
}

/** What the command makes of the target, as the files of a golden. */
async function outcome(project: string, target: string, dialect: string): Promise<Files> {
  const before = tree(project)
  const said = await run(project, [target], dialect)
  const after = tree(project)
  if (said instanceof Refusal) {
    expect(after).toEqual(before)
    return { 'refused.txt': `${refusalLine(said, project)}\n`.replaceAll(`${project}/`, '') }
  }
  const changed = Object.entries(after).filter(([path, text]) => before[path] !== text)
  const gone = Object.keys(before).filter((path) => !(path in after))
  expect(gone).toEqual(changed.length === 0 ? [] : [target])
  const files = changed.length === 0 ? { unchanged: '' } : Object.fromEntries(changed)
  return { ...files, ...notesIn(said, project) }
}

function notesIn(said: string, project: string): Files {
  const notes = /^Notes\n((?: {2}.*\n)+)/m
    .exec(said)?.[1]
    ?.replace(/^ {2}/gm, '')
    .replaceAll(`${project}/`, '')
  return notes === undefined ? {} : { 'notes.txt': notes }
}

/** The command as `src/cli/main.ts` runs it: what it prints, or why it refuses. */
async function run(project: string, paths: readonly string[], dialects: string): Promise<string | Refusal> {
  let out = ''
  const host: Host = {
    cwd: process.cwd(),
    user: undefined,
    colours: false,
    out: (text) => (out += text),
    note: (line) => (out += `${line}\n`),
  }
  const absolute = paths.map((path) => join(project, path))
  try {
    await split(absolute, flagsOf.split({ dialect: dialects }), host)
    return out
  } catch (error) {
    if (error instanceof Refusal) return error
    throw error
  }
}

/** A second run over what was written finds nothing to do. */
async function expectSettled(project: string, written: readonly string[], dialect: string): Promise<void> {
  const before = tree(project)
  const said = await run(project, written, dialect)
  expect(said).not.toBeInstanceOf(Refusal)
  expect(tree(project)).toEqual(before)
}

function expectSame(found: Files, folder: string): void {
  if (UPDATE) write(found, folder)
  else expect(found).toEqual(existsSync(folder) ? tree(folder) : {})
}

function write(files: Files, folder: string): void {
  rmSync(folder, { recursive: true, force: true })
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
}

/** In one process: starting Python takes longer than reading all of them. */
const COMPILE = `
import sys
for path in sys.stdin.read().splitlines():
    with open(path, "rb") as file:
        compile(file.read(), path, "exec", dont_inherit=True)
`

function expectPython(paths: readonly string[]): void {
  const { status, stderr, error } = spawnSync('python3', ['-W', 'error', '-c', COMPILE], {
    input: paths.join('\n'),
    encoding: 'utf8',
  })
  if (error !== undefined && process.env['CI'] === undefined) {
    process.stderr.write(`\nSKIPPED: no python3, so that no golden was parsed by it. ${error.message}\n\n`)
    return
  }
  expect({ status, stderr, error }).toEqual({ status: 0, stderr: '', error: undefined })
}
