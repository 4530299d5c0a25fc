import { spawnSync } from 'node:child_process'
import {
  chmodSync,
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
import { join, resolve } from 'node:path'

const ROOT = resolve(__dirname, '../..')
const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  readonly version: string
}
const MIGRATION = 'shop/migrations/0002_remove_product_rating.py'
const DJANGO = 'Django==5.2.19'
const MINUTES = 60_000
/** What is said where there is no Python, or no way to its packages. */
const NOT_HERE =
  /ENOENT|ensurepip|No matching distribution|NewConnectionError|Name or service not known|Network is unreachable/
const PLATFORMS = [
  'macosx_10_9_x86_64',
  'macosx_11_0_arm64',
  'manylinux_2_34_x86_64',
  'win_amd64',
  'win_arm64',
]

interface Ended {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

function run(
  command: string,
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv = process.env,
): Ended {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, env, encoding: 'utf8' })
  return error === undefined ? { status, stdout, stderr } : { status, stdout: '', stderr: error.message }
}

/** Says so loudly; fails where it is no matter of what the machine has, and on CI. */
function skipped(reason: string): void {
  if (process.env['CI'] !== undefined || !NOT_HERE.test(reason)) throw new Error(reason)
  process.stderr.write(`\nSKIPPED: the wheel was not tried: ${reason}\n\n`)
}

describe('the wheel', () => {
  let folder = ''
  let first = ''
  let bin = ''
  let isInstalled = false

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'bgsplit-wheel-test-'))
    first = join(folder, 'first')
    bin = join(folder, 'venv/bin')
    isInstalled = build(first) && install()
  }, 10 * MINUTES)
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true })
  })

  /** Of what `npm run build` left: to build that again would pull the program away under other tests. */
  function build(out: string, env: NodeJS.ProcessEnv = {}, mask = '022'): boolean {
    const line = `umask ${mask} && exec "$@"`
    const args = ['-c', line, 'sh', process.execPath, join(ROOT, 'scripts/wheel.js'), '--out', out]
    const { status, stderr } = run('sh', args, folder, { ...process.env, ...env })
    if (status !== 0) skipped(stderr)
    return status === 0
  }

  function install(): boolean {
    const venv = () => run(process.env['PYTHON'] ?? 'python3', ['-m', 'venv', join(folder, 'venv')], folder)
    // Nothing but these wheels, of which pip takes the one for this machine; then what it depends on.
    const own = () => pip('install', '--no-index', '--no-deps', '--find-links', first, 'bgsplit')
    const others = () => pip('install', '--quiet', 'bgsplit', DJANGO)
    return [venv, own, others].every((step) => {
      const { status, stdout, stderr } = step()
      if (status !== 0) skipped(`${stdout}${stderr}`)
      return status === 0
    })
  }

  function pip(...args: readonly string[]): Ended {
    return run(
      join(bin, 'python'),
      ['-m', 'pip', '--disable-pip-version-check', '--no-input', ...args],
      folder,
    )
  }

  /** A program of the environment, with nothing on the PATH but what lies there and `more`. */
  function inside(cwd: string, program: string, args: readonly string[], more = ''): Ended {
    return run(join(bin, program), args, cwd, { PATH: `${more}${bin}`, HOME: folder, NO_COLOR: '1' })
  }

  /** A copy of the example whose removal `makemigrations` has just written. */
  function project(name: string): string {
    const path = join(folder, name)
    cpSync(join(ROOT, 'examples/shop'), path, { recursive: true })
    rmSync(join(path, MIGRATION))
    const made = inside(path, 'python', ['manage.py', 'makemigrations', 'shop'])
    expect(made).toMatchObject({ status: 0, stderr: '' })
    expect(existsSync(join(path, MIGRATION))).toBe(true)
    return path
  }

  const manage = (path: string, ...args: readonly string[]) => inside(path, 'python', ['manage.py', ...args])

  test(
    'is there for each platform that all modules are compiled for, and twice the same',
    () => {
      if (!isInstalled) return
      const names = readdirSync(first).sort()
      expect(names).toEqual(PLATFORMS.map((platform) => `bgsplit-${version}-py3-none-${platform}.whl`))
      const second = join(folder, 'second')
      build(second, { TZ: 'Pacific/Auckland', LC_ALL: 'C' }, '077')
      expect(readdirSync(second).sort()).toEqual(names)
      for (const name of names) {
        const [one, other] = [first, second].map((out) => readFileSync(join(out, name)))
        // Not toEqual: what it prints of two buffers would be of no use to anybody.
        expect({ name, same: one !== undefined && other?.equals(one) }).toEqual({ name, same: true })
      }
    },
    10 * MINUTES,
  )

  test(
    'the times in it are those of SOURCE_DATE_EPOCH',
    () => {
      if (!isInstalled) return
      const out = join(folder, 'dated')
      build(out, { SOURCE_DATE_EPOCH: '1767225600' })
      const wheel = join(out, `bgsplit-${version}-py3-none-win_amd64.whl`)
      const { stdout } = inside(folder, 'python', ['-m', 'zipfile', '-l', wheel])
      const dates = stdout.split('\n').flatMap((line) => /\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/.exec(line) ?? [])
      expect([...new Set(dates)]).toEqual(['2026-01-01 00:00:00'])
    },
    10 * MINUTES,
  )

  test('promises no older Linux than its modules run on', () => {
    for (const file of [
      'tree-sitter/prebuilds/linux-x64/tree-sitter',
      'tree-sitter-python/prebuilds/linux-x64/tree-sitter-python',
    ]) {
      const text = readFileSync(join(ROOT, `node_modules/${file}.node`), 'latin1')
      // https://github.com/pypa/auditwheel/blob/main/src/auditwheel/policy/manylinux-policy.json
      expect(newest(text, /GLIBC_2\.(\d+)/g)).toBeLessThanOrEqual(34)
      expect(newest(text, /GLIBCXX_3\.4\.(\d+)/g)).toBeLessThanOrEqual(29)
    }
  })

  test('holds the modules that the program loads, for one platform, and the licences of all', () => {
    if (!isInstalled) return
    const site = inside(folder, 'python', [
      '-c',
      'import sysconfig; print(sysconfig.get_path("platlib"))',
    ]).stdout.trim()
    const listed = readdirSync(join(site, 'bgsplit/program'), { recursive: true, encoding: 'utf8' })
    expect(listed.filter((path) => path.endsWith('.node'))).toHaveLength(2)
    expect(listed.filter((path) => path.startsWith('templates/'))).toEqual(
      readdirSync(join(ROOT, 'templates')).map((name) => `templates/${name}`),
    )

    const packages = listed
      .filter((path) => /^node_modules\/(@[^/]+\/)?[^/]+\/package\.json$/.test(path))
      .map((path) => JSON.parse(readFileSync(join(site, 'bgsplit/program', path), 'utf8')) as Package)
    expect(packages.length).toBeGreaterThan(20)
    const info = join(site, `bgsplit-${version}.dist-info`)
    const texts = readdirSync(join(info, 'licenses/licenses'))
    for (const { name } of packages) {
      const start = `${name.replace('@', '').replace('/', '-')}-licen`
      expect(texts.filter((text) => text.toLowerCase().startsWith(start))).not.toEqual([])
    }
    // Not in a package.json: what tree-sitter has taken over from ICU.
    const licences = [...new Set([...packages.map(({ license }) => license), 'Unicode-DFS-2016'])]
    const metadata = readFileSync(join(info, 'METADATA'), 'utf8')
    const expression = /^License-Expression: (.*)$/m.exec(metadata)?.[1] ?? ''
    expect(expression.split(' AND ').sort()).toEqual(licences.sort())
    expect(metadata).toContain(`\nVersion: ${version}\n`)
  })

  test('there is no other node, and what is installed fits together', () => {
    if (!isInstalled) return
    expect(existsSync(join(bin, 'node'))).toBe(false)
    expect(pip('check')).toMatchObject({ status: 0, stdout: 'No broken requirements found.\n' })
    expect(inside(folder, 'bgsplit', ['--version'])).toEqual({
      status: 0,
      stdout: `${version}\n`,
      stderr: '',
    })
    const module = inside(folder, 'python', ['-m', 'bgsplit', '--version'])
    expect(module).toEqual({ status: 0, stdout: `${version}\n`, stderr: '' })
  })

  test(
    'splits what makemigrations has written, as the program of npm does, and Django migrates there and back',
    () => {
      if (!isInstalled) return
      const path = project('split')
      const args = ['--dialect', 'sqlite', MIGRATION]
      const own = run(process.execPath, [join(ROOT, 'bin/bgsplit.js'), ...args, '--dry-run'], path, {
        NO_COLOR: '1',
      })
      expect(inside(path, 'bgsplit', [...args, '--dry-run'])).toEqual(own)

      expect(inside(path, 'bgsplit', args)).toMatchObject({ status: 0, stderr: '' })
      const files = readdirSync(join(path, 'shop/migrations')).filter((name) => /^\d/.test(name))
      const [initial = '', state = '', database = ''] = files.sort()
      expect(files).toEqual([initial, state, database])
      expect(manage(path, 'makemigrations', '--check')).toMatchObject({ status: 0 })
      for (const target of [state, database, state, initial, 'zero', database]) {
        const { status, stderr } = manage(path, 'migrate', 'shop', target.replace('.py', ''))
        expect({ target, status, stderr }).toEqual({ target, status: 0, stderr: '' })
      }
    },
    5 * MINUTES,
  )

  test(
    'ends with the exit statuses of the program',
    () => {
      if (!isInstalled) return
      const path = project('statuses')
      for (const program of [['bgsplit'], ['python', '-m', 'bgsplit']] as const) {
        const [name, ...before] = program
        const check = (file: string) => inside(path, name, [...before, 'check', '--dialect', 'sqlite', file])
        expect(check('shop/migrations/0001_initial.py').status).toBe(0)
        expect(check(MIGRATION).status).toBe(1)
        expect(check('shop/migrations/0003_nowhere.py').status).toBe(2)
      }
    },
    5 * MINUTES,
  )

  test('takes arguments that are no UTF-8, and stops quietly where nobody reads on', () => {
    if (!isInstalled) return
    const asked = inside(folder, 'python', ['-c', AS_PYTHON_STARTS, join(bin, 'bgsplit')])
    expect(asked).toEqual({ status: 0, stdout: "2 b''\n0 b''\n", stderr: '' })
  })

  describe('on a terminal', () => {
    interface OnTerminal {
      readonly output: string
      readonly process: number
      readonly status: number
    }

    function terminal(
      columns: number,
      end: string,
      args: readonly string[],
      path = folder,
      more = '',
    ): OnTerminal {
      const script = join(__dirname, 'wheel-terminal.py')
      const { stdout, stderr } = inside(
        path,
        'python',
        [script, String(columns), end, 'bgsplit', ...args],
        more,
      )
      if (stdout === '') throw new Error(stderr)
      return JSON.parse(stdout) as OnTerminal
    }

    test.each([50, 90])('of %i columns it fills these', (columns) => {
      if (!isInstalled) return
      const { output, status } = terminal(columns, '-', ['--help'])
      const longest = Math.max(...output.split('\n').map((line) => line.length))
      expect(status).toBe(0)
      expect(longest).toBeLessThanOrEqual(columns)
      expect(longest).toBeGreaterThan(columns - 15)
    })

    test.each([
      ['ctrl-c', -2],
      ['SIGTERM', -15],
    ])('%s ends it as it ends any program, and no Python stands in between', (end, status) => {
      if (!isInstalled) return
      const path = project(`ended-by-${end}`)
      const git = join(path, 'slow')
      // git is asked only where there is something for it to read.
      for (const made of [git, join(path, '.git')]) mkdirSync(made)
      writeFileSync(join(git, 'git'), '#!/bin/sh\necho "waiting for $PPID." >/dev/tty\nexec /bin/sleep 60\n')
      chmodSync(join(git, 'git'), 0o755)
      const ended = terminal(80, end, ['--dialect', 'sqlite', '.'], path, `${git}:`)
      expect(ended.status).toBe(status)
      expect(ended.output).toContain(`waiting for ${ended.process}.`)
      expect(ended.output).not.toContain('Traceback')
    })
  })

  test(
    'goes as it came',
    () => {
      if (!isInstalled) return
      expect(pip('uninstall', '--yes', 'bgsplit').status).toBe(0)
      const left = readdirSync(join(folder, 'venv'), { recursive: true, encoding: 'utf8' })
      expect(left.filter((path) => path.includes('bgsplit'))).toEqual([])
    },
    5 * MINUTES,
  )
})

interface Package {
  readonly name: string
  readonly license: string
}

/** How it ends with a name that has a byte which no UTF-8 has, and with an output that nobody reads. */
const AS_PYTHON_STARTS = `
import os, subprocess, sys
program = sys.argv[1].encode()
ended = subprocess.run([program, b"no-\\xff.py"], capture_output=True)
print(ended.returncode, ended.stdout)
end, start = os.pipe()
os.close(end)
ended = subprocess.run([program, "--help"], stdout=start, stderr=subprocess.PIPE)
print(ended.returncode, ended.stderr)
`

function newest(text: string, version: RegExp): number {
  return Math.max(...[...text.matchAll(version)].map(([, number]) => Number(number)))
}
