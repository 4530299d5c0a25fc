import { spawn, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { tree } from '../cli/run'

const BIN = resolve('bin/bgsplit.js')
const KILLER = resolve('test/kill/killer.py')

export type Tree = Readonly<Record<string, string>>
/** Before the call takes effect; after it; a write after half of its bytes. */
export type When = 'before' | 'after' | 'half'

/** One system call that changes something: its number in the run, its name, and the path below the project. */
export interface Call {
  readonly number: number
  readonly name: string
  readonly path: string
}

export interface Ended {
  readonly status: number | null
  readonly stderr: string
  readonly calls: readonly Call[]
}

/** A folder of its own with these files; `away` removes it. */
export class Place {
  readonly root = mkdtempSync(join(tmpdir(), 'bgsplit-kill-'))
  private readonly log = `${this.root}.log`

  constructor(files: Tree) {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(this.root, name)), { recursive: true })
      writeFileSync(join(this.root, name), text)
    }
  }

  files(): Tree {
    return tree(this.root)
  }

  /** The real program, as a user starts it. */
  run(args: readonly string[]): Promise<Ended> {
    return start(process.execPath, [BIN, ...args], this.root)
  }

  /** The same, counted, and killed at one call where there is one. */
  async traced(args: readonly string[], at?: { readonly call: number; readonly when: When }): Promise<Ended> {
    const where = at === undefined ? [] : ['--at', String(at.call), '--when', at.when]
    const options = ['--folder', this.root, '--log', this.log, ...where]
    const ended = await start(
      'python3',
      [KILLER, ...options, '--', process.execPath, BIN, ...args],
      this.root,
    )
    return { ...ended, calls: callsIn(readFileSync(this.log, 'utf8')) }
  }

  away(): void {
    rmSync(this.root, { recursive: true })
    rmSync(this.log, { force: true })
  }
}

function start(command: string, args: readonly string[], cwd: string): Promise<Ended> {
  return new Promise((done, failed) => {
    const child = spawn(command, args, { cwd, env: { ...process.env, NO_COLOR: '1' } })
    let stderr = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
    child.stdout.resume()
    child.on('error', failed)
    child.on('close', (status) => {
      done({ status, stderr, calls: [] })
    })
  })
}

function callsIn(log: string): readonly Call[] {
  return log
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [number = '', name = '', ...path] = line.split(' ')
      return { number: Number(number), name, path: path.join(' ') }
    })
}

/** Why no process can be traced here, or nothing. */
export function whyNot(): string | undefined {
  if (process.platform !== 'linux') return `ptrace of Linux is needed, this is ${process.platform}`
  const { status, stderr, error } = spawnSync('python3', [KILLER, '--folder', tmpdir(), '--', 'true'], {
    encoding: 'utf8',
  })
  return status === 0 ? undefined : (error?.message ?? stderr.trim())
}

/** Two at a time, in any order; the results in order. After the first failure nothing more is begun. */
export async function each<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<readonly R[]> {
  const results = new Map<number, R>()
  const waiting = [...items.entries()]
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift())
      results.set(next[0], await work(next[1]))
  }
  const ended = await Promise.allSettled([stopping(worker), stopping(worker)])
  const failed = ended.find((one) => one.status === 'rejected')
  if (failed !== undefined) throw failed.reason
  return items.flatMap((_, index) => results.get(index) ?? [])

  async function stopping(begin: () => Promise<void>): Promise<void> {
    await begin().finally(() => waiting.splice(0))
  }
}
