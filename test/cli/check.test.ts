import { execFileSync } from 'node:child_process'
import { chmodSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { run, tree } from './run'

const EXAMPLE = resolve('examples/shop')
const PATH = 'shop/migrations/0002_remove_product_rating.py'
const STATE = 'shop/migrations/0002_remove_product_rating_from_state.py'
const DATABASE = 'shop/migrations/0003_remove_product_rating_from_db.py'
const FOUND = `${PATH}:13:9: error[missing-column] old code uses the column shop_product.rating, which is gone`

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'bgsplit-check-'))
  cpSync(EXAMPLE, root, { recursive: true })
})
afterEach(() => {
  chmodSync(root, 0o755)
  rmSync(root, { recursive: true })
})

const put = (path: string, text: string): void => {
  writeFileSync(join(root, path), text)
}
const read = (path: string): string => readFileSync(join(root, path), 'utf8')
const check = (...args: readonly string[]) => run(root, 'check', '--dialect', 'postgresql', ...args)
const edit = (path: string, from: string, to: string): void => {
  expect(read(path)).toContain(from)
  put(path, read(path).replace(from, to))
}
const git = (...args: readonly string[]): void => {
  execFileSync('git', ['-c', 'user.name=x', '-c', 'user.email=x@y', ...args], { cwd: root, stdio: 'ignore' })
}

describe('exit status', () => {
  test('1 where something has to be split: said with place, cause and fix, and nothing is written', () => {
    const before = tree(root)
    const { stdout, stderr, status } = check(PATH)
    expect({ stderr, status }).toEqual({ stderr: '', status: 1 })
    expect(stdout).toContain(FOUND)
    expect(stdout).toContain(
      '= fix: bgsplit splits it: a migration for a later release drops the column shop_product.rating',
    )
    expect(tree(root)).toEqual(before)
  })

  test('0 where there is nothing, and where there are only notes', () => {
    expect(check('shop/migrations/0001_initial.py').status).toBe(0)
    edit(PATH, 'migrations.RemoveField(', 'migrations.RunPython(')
    edit(PATH, "model_name='product',", 'code=print,')
    edit(PATH, "name='rating',", '')
    const { stdout, status } = check(PATH)
    expect(stdout).toContain('note[not-analysed]')
    expect(status).toBe(0)
  })

  test('2 where it could not: a path that is not there, a baseline that is none', () => {
    expect(check('nowhere.py').status).toBe(2)
    put('known.json', '{ "version": 1,\n  "findings": 3 }\n')
    const { stderr, stdout, status } = check('--baseline', 'known.json', PATH)
    expect({ stdout, status }).toEqual({ stdout: '', status: 2 })
    expect(stderr).toBe(
      'known.json:1:1: not a baseline of bgsplit: it has no list of findings; write it anew with --write-baseline\n',
    )
    expect(check('--baseline', 'none.json', PATH).status).toBe(2)
  })
})

test('a split is right: each half by itself, and not both in one release', () => {
  expect(run(root, '--dialect', 'postgresql', PATH).status).toBe(0)
  for (const path of [STATE, DATABASE]) {
    const { stdout, status } = check(path)
    expect(stdout).not.toMatch(/error|note\[/)
    expect(status).toBe(0)
  }
  const { stdout, status } = check(STATE, DATABASE)
  expect(stdout).toContain('error[halves-together]')
  expect(status).toBe(1)
  expect(check('--all', '.').status).toBe(0)
})

test('--git-base: both halves that are new since then', () => {
  git('init', '-q', '-b', 'main')
  git('add', '.')
  git('commit', '-q', '-m', 'x')
  expect(run(root, '--dialect', 'postgresql', PATH).status).toBe(0)
  expect(check('--git-base', 'main', '.').stdout).toContain('error[halves-together]')
  git('add', STATE)
  git('commit', '-q', '-m', 'the first half')
  expect(check('--git-base', 'main', '.').status).toBe(0)
})

test('one file that cannot be read does not hide the others', () => {
  put('shop/migrations/0003_broken.py', 'class Migration(\n')
  const { stdout, status } = check('--all', '.')
  expect(stdout).toContain('shop/migrations/0003_broken.py:1:1: error[not-python]')
  expect(stdout).toContain(FOUND)
  expect(status).toBe(1)
})

describe('ignore comments', () => {
  test('silence what they name, and split leaves the file alone', () => {
    edit(
      PATH,
      'migrations.RemoveField(',
      'migrations.RemoveField(  # bgsplit: ignore[missing-column] read by nobody',
    )
    const { stdout, status } = check(PATH)
    expect(stdout).not.toContain('missing-column')
    expect(status).toBe(0)
    const before = tree(root)
    expect(run(root, '--dialect', 'postgresql', PATH).status).toBe(0)
    expect(tree(root)).toEqual(before)
  })

  test('want a reason', () => {
    edit(PATH, 'migrations.RemoveField(', 'migrations.RemoveField(  # bgsplit: ignore[missing-column]')
    const { stdout, status } = check(PATH)
    expect(stdout).toContain('error[ignore-without-reason]')
    expect(stdout).toContain('error[missing-column]')
    expect(status).toBe(1)
  })
})

test('rules are set to error, note or off in the configuration', () => {
  const rules = (level: string): void => {
    put('pyproject.toml', `[tool.bgsplit.rules]\nmissing-column = "${level}"\n`)
  }
  rules('note')
  expect(check(PATH).stdout).toContain('note[missing-column]')
  expect(check(PATH).status).toBe(0)
  rules('off')
  expect(check(PATH).stdout).not.toContain('missing-column')
  rules('loud')
  expect(check(PATH).status).toBe(2)
})

describe('a baseline', () => {
  test('is written, the same twice, and silences what is in it wherever it stands', () => {
    const first = check('--write-baseline', 'known.json', PATH)
    expect(first).toMatchObject({
      status: 0,
      stderr: 'note: known.json has 1 finding that is known from now on\n',
    })
    const text = read('known.json')
    expect(JSON.parse(text)).toEqual({
      version: 1,
      findings: [
        {
          migration: 'shop.0002_remove_product_rating',
          path: PATH,
          rule: 'missing-column',
          operation: 'RemoveField Product.rating',
          count: 1,
        },
      ],
    })
    expect(check('--write-baseline', 'known.json', PATH).status).toBe(0)
    expect(read('known.json')).toBe(text)
    put(PATH, `# A comment\n\n${read(PATH)}`)
    const { stdout, status } = check('--baseline', 'known.json', PATH)
    expect(stdout).not.toContain('missing-column')
    expect(status).toBe(0)
  })

  test('is that of the configuration where none is given, from any folder', () => {
    check('--write-baseline', 'known.json', PATH)
    put('pyproject.toml', '[tool.bgsplit]\nbaseline = "known.json"\n')
    expect(check(PATH).status).toBe(0)
    const inside = run(
      join(root, 'shop'),
      'check',
      '--dialect',
      'postgresql',
      'migrations/0002_remove_product_rating.py',
    )
    expect(inside.status).toBe(0)
  })

  test('whose findings are no longer there is a note', () => {
    check('--write-baseline', 'known.json', PATH)
    put('known.json', read('known.json').replace('"count": 1', '"count": 2'))
    const { stdout, status } = check('--baseline', 'known.json', PATH)
    expect(stdout).toContain('known.json:4:5: note[stale-baseline]')
    expect(status).toBe(0)
  })

  test('that cannot be written leaves nothing behind', () => {
    const before = tree(root)
    const { stderr, status } = check('--write-baseline', 'nowhere/known.json', PATH)
    expect(status).toBe(2)
    expect(stderr).toContain('the folder is gone')
    expect(tree(root)).toEqual(before)
  })
})

test.each(['text', 'json', 'github', 'sarif', 'markdown'])('--format %s tells it', (format) => {
  const { stdout, status } = check('--format', format, PATH)
  expect(stdout).toContain('missing-column')
  expect(status).toBe(1)
})
