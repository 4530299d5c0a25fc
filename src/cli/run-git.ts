import type * as ChildProcess from 'node:child_process'
import { accessSync, constants, statSync } from 'node:fs'
import { delimiter, isAbsolute, join } from 'node:path'

/** What a run of git has come to. */
export interface GitResult {
  readonly stdout: Buffer
  readonly stderr: Buffer
  readonly status: number | null
}

/** Found by its full path: what is called `git` in the folder at hand is not meant, whatever the system looks at first. */
export function gitProgram(): string | undefined {
  const name = process.platform === 'win32' ? 'git.exe' : 'git'
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => isAbsolute(folder))
  return folders.map((folder) => join(folder, name)).find(isProgram)
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}

/**
 * Runs git, with nothing in the repository's configuration that could make it run another program: no monitor of
 * files, no hooks, no pager, no transport (a partial clone fetches what it misses).
 */
export function runGit(git: string, cwd: string, args: readonly string[]): GitResult {
  const quiet = ['core.fsmonitor=false', `core.hooksPath=${NOWHERE}`, 'core.quotePath=false']
  const settings = quiet.flatMap((setting) => ['-c', setting])
  const options = ['--no-pager', '--literal-pathspecs', ...settings]
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- 4 ms that only what asks git needs
  const { spawnSync } = require('node:child_process') as typeof ChildProcess
  const result = spawnSync(git, [...options, ...args], { cwd, env: environment(), maxBuffer: 1 << 30 })
  if (result.error !== undefined) throw result.error
  return result
}

const NOWHERE = process.platform === 'win32' ? 'NUL' : '/dev/null'

/** What a hook of git finds set: it would name one repository for every folder (`git rev-parse --local-env-vars`). */
const OF_ONE_REPOSITORY = [
  'GIT_ALTERNATE_OBJECT_DIRECTORIES',
  'GIT_OBJECT_DIRECTORY',
  'GIT_DIR',
  'GIT_WORK_TREE',
  'GIT_IMPLICIT_WORK_TREE',
  'GIT_INDEX_FILE',
  'GIT_PREFIX',
  'GIT_COMMON_DIR',
  'GIT_SHALLOW_FILE',
]

function environment(): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !OF_ONE_REPOSITORY.includes(name))
  return {
    ...Object.fromEntries(own),
    LC_ALL: 'C',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_TERMINAL_PROMPT: '0',
    GIT_NO_LAZY_FETCH: '1',
    // None is called so: older gits know no GIT_NO_LAZY_FETCH.
    GIT_ALLOW_PROTOCOL: 'none',
  }
}
