import { spawnSync } from 'node:child_process'
import { readFileSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'

const BIN = resolve(__dirname, '../../bin/bgsplit.js')

export interface Result {
  readonly stdout: string
  readonly stderr: string
  readonly status: number | null
}

/** Runs the real program (`npm run build` comes first) in a folder. */
export function run(cwd: string, ...args: readonly string[]): Result {
  const env = { ...process.env, NO_COLOR: '1' }
  const { stdout, stderr, status } = spawnSync(process.execPath, [BIN, ...args], {
    cwd,
    encoding: 'utf8',
    env,
  })
  return { stdout, stderr, status }
}

/** Every file below a folder, hidden ones too, with its text. */
export function tree(folder: string): Readonly<Record<string, string>> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  )
  return Object.fromEntries(
    entries.map((entry) => {
      const path = join(entry.parentPath, entry.name)
      return [path.slice(folder.length + 1), readFileSync(path, 'utf8')]
    }),
  )
}
