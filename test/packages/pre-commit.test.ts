import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { commitAll, git } from '../support/git'
import { ensureVenv } from '../support/venv'

const ROOT = resolve(__dirname, '../..')
/** What git holds of this repository and an installation needs: all but tests, documents and what is built. */
const PARTS = [
  ...['bin', 'scripts', 'src', 'templates', '.pre-commit-hooks.yaml', 'README.md', 'LICENSE', 'CHANGELOG.md'],
  ...['.npmrc', 'package.json', 'package-lock.json', 'rolldown.config.mjs', 'tsconfig.json'],
]
const MIGRATION = 'shop/migrations/0002_remove_product_rating.py'
const MINUTES = 60_000
/** What pip, npm and pre-commit say where there is no way to a registry. */
const NO_NETWORK =
  /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ENETUNREACH|EHOSTUNREACH|ETIMEDOUT|ENOTCACHED)\b|No matching distribution|NewConnectionError|cannot start/

/** 4.7 has npm install from git; those before pack the clone themselves. */
const VERSIONS = ['4.7.0', '4.6.0']

/** The interpreter that has pre-commit; undefined where it cannot be had, which CI does not let pass. */
function pythonWith(version: string): string | undefined {
  try {
    return ensureVenv({ also: [`pre-commit==${version}`] }).python
  } catch (error) {
    skipped(String(error))
    return undefined
  }
}

/** Says so loudly; fails where it is no matter of the network, and on CI. */
function skipped(reason: string): void {
  if (process.env['CI'] !== undefined || !NO_NETWORK.test(reason)) throw new Error(reason)
  process.stderr.write(`SKIPPED: pre-commit was not tried: ${reason}\n`)
}

/** A repository of what stands here, as a user's `repo: https://…` would be. */
function cloneIn(path: string): string {
  for (const part of PARTS) cpSync(join(ROOT, part), join(path, part), { recursive: true })
  git(path, 'init', '--quiet', '--initial-branch', 'main')
  commitAll(path)
  return path
}

/** The example with its removal not committed yet. */
function projectIn(path: string): string {
  cpSync(join(ROOT, 'examples/shop'), path, { recursive: true })
  const text = readFileSync(join(path, MIGRATION))
  rmSync(join(path, MIGRATION))
  git(path, 'init', '--quiet', '--initial-branch', 'main')
  commitAll(path)
  writeFileSync(join(path, MIGRATION), text)
  // Both halves in one commit would be reported: they would ship together.
  writeFileSync(join(path, 'pyproject.toml'), '[tool.bgsplit]\nphase = "state"\n')
  return path
}

describe.each(VERSIONS)('pre-commit %s', (version) => {
  let folder = ''
  let python: string | undefined
  let clone = ''
  let project = ''
  let isInstalled = false

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'bgsplit-pre-commit-'))
    python = pythonWith(version)
    clone = cloneIn(join(folder, 'bgsplit'))
    project = projectIn(join(folder, 'project'))
    isInstalled = python !== undefined && install()
  }, 10 * MINUTES)
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true })
  })

  /** The three lines of a user, and everything staged. */
  function configure(...hooks: readonly string[]): void {
    const rev = git(clone, 'rev-parse', 'HEAD').trim()
    const ids = hooks.map((id) => `{ id: ${id} }`).join(', ')
    const lines = ['repos:', `  - repo: ${clone}`, `    rev: ${rev}`, `    hooks: [${ids}]`, '']
    writeFileSync(join(project, '.pre-commit-config.yaml'), lines.join('\n'))
    git(project, 'add', '--all')
  }

  function preCommit(...args: readonly string[]) {
    const outer = Object.entries(process.env).filter(([name]) => !/^(npm_|GIT_)/i.test(name))
    const own = { PRE_COMMIT_HOME: join(folder, 'home'), PRE_COMMIT_COLOR: 'never' }
    const env = { ...Object.fromEntries(outer), ...own }
    const all = ['-m', 'pre_commit', ...args]
    const result = spawnSync(python ?? '', all, { cwd: project, env, encoding: 'utf8' })
    return { status: result.status, output: `${result.stdout}${result.stderr}` }
  }

  /** Installs the hooks as pre-commit does on a machine that has never seen them. */
  function install(): boolean {
    configure('bgsplit-check', 'bgsplit')
    const { status, output } = preCommit('install-hooks')
    if (status !== 0) skipped(`${output}\n${logOf()}`)
    return status === 0
  }

  function logOf(): string {
    const home = join(folder, 'home')
    const log = readdirSync(home).find((name) => name.endsWith('.log'))
    return log === undefined ? '' : readFileSync(join(home, log), 'utf8')
  }

  test('the hooks install, report what is staged, split it, and then let it pass', () => {
    if (!isInstalled) return
    configure('bgsplit-check')
    const checked = preCommit('run')
    expect(checked.output).toContain('hook id: bgsplit-check')
    expect(checked.output).toContain(`${MIGRATION}:13:9: error[missing-column]`)
    expect(checked.status).toBe(1)

    configure('bgsplit', 'bgsplit-check')
    const split = preCommit('run', 'bgsplit')
    expect(split.output).toContain('files were modified by this hook')
    expect(split.status).toBe(1)
    expect(readdirSync(join(project, 'shop/migrations')).sort()).toEqual([
      '0001_initial.py',
      '0002_remove_product_rating_from_state.py',
      '__init__.py',
    ])

    git(project, 'add', '--all')
    const passed = preCommit('run')
    expect(passed.output).toMatch(/^bgsplit\.+Passed\n[\s\S]*^bgsplit check\.+Passed$/m)
    expect(passed.status).toBe(0)
  })

  test('nothing but migrations is looked at', () => {
    if (!isInstalled) return
    git(project, 'add', '--all')
    git(project, 'commit', '--quiet', '--no-verify', '--message', 'split')
    for (const path of ['shop/migrations/_helper.py', 'shop/migrations/__init__.py', 'shop/models2.py'])
      writeFileSync(join(project, path), '# nothing\n')
    configure('bgsplit', 'bgsplit-check')
    const { status, output } = preCommit('run')
    expect(output.match(/\(no files to check\)Skipped/g)).toHaveLength(2)
    expect(status).toBe(0)
  })

  test('the whole history is not split by --all-files', () => {
    if (!isInstalled) return
    const { status, output } = preCommit('run', 'bgsplit', '--all-files')
    expect(output).toMatch(/^bgsplit\.+Passed$/m)
    expect(status).toBe(0)
  })
})
