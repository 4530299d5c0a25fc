import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { check } from '../../src/cli/commands/check'
import { pending } from '../../src/cli/commands/pending'
import { split } from '../../src/cli/commands/split'
import { state } from '../../src/cli/commands/state'
import { flagsOf } from '../../src/cli/flags-of'
import type { Host } from '../../src/cli/host'
import { refusalLine } from '../../src/cli/report/failures'
import { Refusal } from '../../src/core/errors'
import type { Input } from './input'

/** What one command did that it must not do. */
export interface Finding {
  readonly command: string
  readonly what: string
}

export interface Judged {
  readonly findings: readonly Finding[]
  /** By command, in milliseconds. */
  readonly times: Readonly<Record<string, number>>
  /** By command: `done`, or the code of the refusal. */
  readonly outcomes: Readonly<Record<string, string>>
  /** All files of the project after it was split; undefined where nothing was written. */
  readonly written: Readonly<Record<string, string>> | undefined
}

type Command = (path: string, host: Host) => unknown

const root = (path: string): string => path.slice(0, path.indexOf('/'))

/** Runs every command on an input, in a folder of its own, and says what is wrong with what they did. */
export async function judge(input: Input, only?: readonly string[]): Promise<Judged> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'bgsplit-fuzz-')))
  const cwd = process.cwd()
  try {
    put(folder, input)
    process.chdir(folder)
    return await judged(folder, input, only)
  } finally {
    process.chdir(cwd)
    rmSync(folder, { recursive: true })
  }
}

function commands({ target, dialect }: Input): Readonly<Record<string, Command>> {
  const app = target.includes('/') ? root(target) : '.'
  return {
    'split --dry-run': (path, host) => split([path], flagsOf.split({ dialect, 'dry-run': true }), host),
    'split .': (_path, host) => split(['.'], flagsOf.split({ dialect, all: true, 'dry-run': true }), host),
    check: (path, host) => check([path], flagsOf.check({ dialect, format: 'github' }), host),
    state: (_path, host) => state(app, flagsOf.state({ dialect, format: 'json' }), host),
    pending: (_path, host) => pending([app], flagsOf.pending({ dialect }), host),
    split: (path, host) => split([path], flagsOf.split({ dialect }), host),
  }
}

async function judged(folder: string, input: Input, only?: readonly string[]): Promise<Judged> {
  const findings: Finding[] = []
  const times: Record<string, number> = {}
  const outcomes: Record<string, string> = {}
  let before = tree(folder)
  let written: Judged['written']
  for (const [command, run] of Object.entries(commands(input))) {
    if (only !== undefined && !only.includes(command)) continue
    const start = performance.now()
    const { outcome, wrong } = await ran(run, folder, input.target)
    times[command] = performance.now() - start
    outcomes[command] = outcome
    findings.push(...wrong.map((what) => ({ command, what })))
    const after = tree(folder)
    const isSame = JSON.stringify(before) === JSON.stringify(after)
    if (!isSame && (command !== 'split' || outcome !== 'done')) findings.push({ command, what: 'it wrote' })
    if (!isSame) written = after
    before = after
  }
  return { findings, times, outcomes, written }
}

interface Ran {
  readonly outcome: string
  readonly wrong: readonly string[]
}

async function ran(run: Command, cwd: string, target: string): Promise<Ran> {
  const lines: string[] = []
  const host: Host = {
    cwd,
    user: undefined,
    colours: false,
    out: () => undefined,
    note: (line) => lines.push(line),
  }
  try {
    await run(target, host)
    return { outcome: 'done', wrong: lines.flatMap(notOneLine) }
  } catch (error) {
    if (error instanceof Refusal) return { outcome: error.code, wrong: wrongWith(error, cwd) }
    return {
      outcome: 'thrown',
      wrong: [error instanceof Error ? (error.stack ?? error.message) : String(error)],
    }
  }
}

function notOneLine(line: string): readonly string[] {
  return /[\r\n]/.test(line) ? [`a note of several lines: ${JSON.stringify(line)}`] : []
}

const LONGEST = 2_000

function wrongWith(refusal: Refusal, cwd: string): readonly string[] {
  const line = refusalLine(refusal, cwd)
  const { place, path } = refusal
  const wrong = notOneLine(line)
  const tooLong =
    line.length > LONGEST ? [`a message of ${line.length} characters: ${line.slice(0, 200)}`] : []
  const proof = refusal.code === 'proof-failed' ? [`a proof that failed: ${line}`] : []
  if (place === undefined)
    return [
      ...wrong,
      ...tooLong,
      ...proof,
      ...(path === undefined && !NEEDS_NO_PLACE.has(refusal.code) ? [`no place: ${line}`] : []),
    ]
  const { start, end } = place.span
  const isInside = start >= 0 && start <= end && end <= place.file.text.length
  return [...wrong, ...tooLong, ...proof, ...(isInside ? [] : [`a place outside the file: ${line}`])]
}

const NEEDS_NO_PLACE: ReadonlySet<string> = new Set(['usage', 'config'])

function put(folder: string, { files }: Input): void {
  for (const [path, text] of Object.entries({ 'manage.py': '', ...files })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
}

function tree(folder: string): Readonly<Record<string, string>> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((each) =>
    each.isFile(),
  )
  const paths = entries.map((entry) => join(entry.parentPath, entry.name)).sort()
  return Object.fromEntries(paths.map((path) => [path.slice(folder.length + 1), readFileSync(path, 'utf8')]))
}
