import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

const AUTHOR = [
  'user.name=Test',
  'user.email=test@example.com',
  'commit.gpgSign=false',
  'core.autocrlf=false',
]

/** Runs git in a folder, whatever the machine's own configuration says; fails where git does. */
export function git(folder: string, ...args: readonly string[]): string {
  const settings = AUTHOR.flatMap((setting) => ['-c', setting])
  const env = { ...process.env, GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null' }
  const { stdout, stderr, status } = spawnSync('git', [...settings, ...args], {
    cwd: folder,
    encoding: 'utf8',
    env,
  })
  if (status !== 0) throw new Error(`git ${args.join(' ')}: ${stderr}`)
  return stdout
}

/** Adds everything and commits it. */
export function commitAll(folder: string, message = 'commit'): void {
  git(folder, 'add', '--all')
  git(folder, 'commit', '--quiet', '--allow-empty', '--message', message)
}

/** Writes further files into a folder. */
export function write(folder: string, files: Readonly<Record<string, string | Uint8Array>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), content)
  }
}
