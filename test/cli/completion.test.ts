import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { COMMANDS, SHELLS, optionsFor } from '../../src/cli/options'
import type { Shell } from '../../src/cli/options'
import { git } from '../support/git'
import { run } from './run'

let folder: string
const scripts = new Map<Shell, string>()
const path = (shell: Shell): string => join(folder, '..', `${shell}.script`)

beforeAll(() => {
  const outer = mkdtempSync(join(tmpdir(), 'bgsplit-completion-'))
  folder = join(outer, 'project')
  mkdirSync(join(folder, 'shop'), { recursive: true })
  mkdirSync(join(folder, 'a folder'))
  writeFileSync(join(folder, 'known.json'), '')
  git(folder, 'init', '--quiet', '--initial-branch', 'main')
  git(folder, 'commit', '--quiet', '--allow-empty', '--message', 'first')
  git(folder, 'tag', 'v1.0')
  // A name that would be run where it is expanded.
  git(folder, 'branch', 'main$(touch${IFS}pwned)')
  for (const shell of SHELLS) {
    const { stdout, status } = run(folder, 'completion', shell)
    expect(status).toBe(0)
    scripts.set(shell, stdout)
    writeFileSync(path(shell), stdout)
  }
})
afterAll(() => {
  rmSync(join(folder, '..'), { recursive: true })
})

/** What bash offers at the end of these words. */
function offered(...words: readonly string[]): readonly string[] {
  const script = `source "$1"; shift; COMP_WORDS=(bgsplit "$@"); COMP_CWORD=$#; _bgsplit; printf '%s\n' "\${COMPREPLY[@]}"`
  const { stdout, stderr } = spawnSync('bash', ['-c', script, 'bash', path('bash'), ...words], {
    cwd: folder,
    encoding: 'utf8',
  })
  expect(stderr).toBe('')
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .sort()
}

describe('bash', () => {
  test.each<[readonly string[], readonly string[]]>([
    [['c'], ['check', 'completion']],
    [['s'], ['shop', 'split', 'state']],
    [['a'], ['a folder']],
    [['check', 's'], ['shop']],
    [['check', '--git'], ['--git-base']],
    [['--all', 'check', '--base'], ['--baseline']],
    [
      ['check', '--format', ''],
      ['github', 'json', 'markdown', 'sarif', 'text'],
    ],
    [
      ['--format', ''],
      ['json', 'markdown', 'text'],
    ],
    [['--format', '=', 'm'], ['markdown']],
    [
      ['--format', '='],
      ['json', 'markdown', 'text'],
    ],
    [['--phase', 'state', '--ph'], ['--phase']],
    [
      ['--phase', '=', 'state', 'c'],
      ['check', 'completion'],
    ],
    [['check', '--format', 'json', 'kn'], ['known.json']],
    [
      ['pending', '--dialect', 'm'],
      ['mariadb', 'mysql'],
    ],
    [['--templates', 's'], ['shop']],
    [['check', '--baseline', 'k'], ['known.json']],
    [['check', '--since', ''], []],
    [['state', '--a'], ['--at']],
    [['check', '--at'], []],
    [
      ['completion', ''],
      ['bash', 'fish', 'zsh'],
    ],
    [
      ['finish', '--live', ''],
      ['main', 'main$(touch${IFS}pwned)', 'v1.0'],
    ],
  ])('%j', (words, expected) => {
    expect(offered(...words)).toEqual(expected)
  })

  test('offers every option of every command', () => {
    for (const command of COMMANDS) {
      const names = [...optionsFor(command), 'help'].map((name) => `--${name}`)
      expect(offered(command, '--')).toEqual(names.sort())
    }
  })

  test('runs nothing that a branch is called', () => {
    offered('--git-base', 'main')
    expect(existsSync(join(folder, 'pwned'))).toBe(false)
  })

  test('is what bash completes bgsplit with', () => {
    const { stdout } = spawnSync('bash', ['-c', `source "$1"; complete -p bgsplit`, 'bash', path('bash')], {
      encoding: 'utf8',
    })
    expect(stdout).toBe('complete -o filenames -F _bgsplit bgsplit\n')
  })
})

const here = new Map<Shell, boolean>()

/** Whether a shell is here; where it is not, that is said once. */
function isHere(shell: Shell): boolean {
  const known = here.get(shell) ?? spawnSync(shell, ['--version']).error === undefined
  if (!known && !here.has(shell))
    process.stderr.write(`SKIPPED: there is no ${shell} to try its completion with\n`)
  here.set(shell, known)
  return known
}

test.each(SHELLS)('the script of %s is a script of it', (shell) => {
  if (!isHere(shell)) return
  const { stderr, status } = spawnSync(shell, ['-n', path(shell)], { encoding: 'utf8' })
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 })
})

test.each([
  ['bgsplit ch', ['check']],
  ['bgsplit --format m', ['markdown']],
  ['bgsplit check --format s', ['sarif']],
  ['bgsplit --phase state --li', []],
  ['bgsplit finish --li', ['--live']],
  ['bgsplit finish --live v', ['v1.0']],
  ['bgsplit check sh', ['shop/']],
])('fish: %s', (line, expected) => {
  if (!isHere('fish')) return
  const { stdout } = spawnSync(
    'fish',
    ['--no-config', '-c', `source ${path('fish')}; complete -C ${JSON.stringify(line)}`],
    {
      cwd: folder,
      encoding: 'utf8',
    },
  )
  const words = stdout.split('\n').map((each) => each.split('\t', 1).join(''))
  expect(words.filter((word) => word !== '')).toEqual(expected)
})

test.each(SHELLS)('the script of %s knows all that the table has, and starts no bgsplit', (shell) => {
  const script = scripts.get(shell) ?? ''
  for (const command of COMMANDS)
    for (const name of optionsFor(command))
      expect(script).toContain(shell === 'fish' ? `-l ${name} ` : `--${name}`)
  expect(script).not.toMatch(/\$\((command )?bgsplit|`bgsplit|\(bgsplit/)
})
