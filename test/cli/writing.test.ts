import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { run, tree } from './run'

const PATH = 'shop/migrations/0002_remove_product_rating.py'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'bgsplit-cli-'))
  cpSync(resolve('examples/shop'), root, { recursive: true })
})
afterEach(() => {
  rmSync(root, { recursive: true })
})

const put = (path: string, text: string): void => {
  mkdirSync(join(root, path, '..'), { recursive: true })
  writeFileSync(join(root, path), text)
}
const split = (...args: readonly string[]) => run(root, '--dialect', 'postgresql', PATH, ...args)
const written = (): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(tree(root)).filter(([path]) => /000[23].*\.py$/.test(path)))

describe('--stage, --state-name, --database-name and --templates', () => {
  const names = ['--state-name', '{slug}_expand', '--database-name', '{slug}_contract']

  test('reach what is written', () => {
    put('own/class-comment.py.ejs', '# Half <%= view.step %>.\n')
    expect(split('--stage', 'syzygy', ...names, '--templates', 'own').status).toBe(0)
    const files = written()
    expect(Object.keys(files)).toEqual([
      'shop/migrations/0002_remove_product_rating_expand.py',
      'shop/migrations/0003_remove_product_rating_contract.py',
    ])
    const [state = '', database = ''] = Object.values(files)
    expect(state).toContain('    # Half 1.\n')
    expect(state).toContain('    stage = Stage.PRE_DEPLOY\n')
    expect(database).toContain('    # Half 2.\n')
    expect(database).toContain('    stage = Stage.POST_DEPLOY\n')
  })

  test('come from the configuration as well, a folder relative to it', () => {
    put(
      'pyproject.toml',
      '[tool.bgsplit]\nstage = "safemigrate"\ndatabase-name = "{slug}_contract"\ntemplates = "own"\n',
    )
    put('own/class-comment.py.ejs', '# Half <%= view.step %>.\n')
    expect(split()).toMatchObject({ status: 0, stderr: '' })
    expect(Object.keys(written())[1]).toBe('shop/migrations/0003_remove_product_rating_contract.py')
    expect(Object.values(written()).join('')).toMatch(
      /# Half 1\.[^]*before_deploy[^]*# Half 2\.[^]*after_deploy/,
    )
  })

  test('the stage none is what there is without any, to the byte', () => {
    split('--stage', 'none')
    const none = written()
    rmSync(root, { recursive: true })
    cpSync(resolve('examples/shop'), root, { recursive: true })
    split()
    expect(none).toEqual(written())
    expect(Object.values(none).join('')).not.toMatch(/safe|stage/)
  })

  test('reach what finish writes', () => {
    put('own/class-comment.py.ejs', '# Half <%= view.step %>.\n')
    const args = ['--stage', 'safemigrate', ...names, '--templates', 'own']
    expect(split(...args, '--phase', 'state').status).toBe(0)
    expect(run(root, 'finish', '.', '--dialect', 'postgresql', ...args).status).toBe(0)
    const [state = '', database = ''] = Object.values(written())
    expect(Object.keys(written())[1]).toBe('shop/migrations/0003_remove_product_rating_contract.py')
    expect(state).toContain('    safe = Safe.before_deploy()\n')
    expect(database).toContain('    # Half 2.\n')
    expect(database).toContain('    safe = Safe.after_deploy()\n')
  })
})

describe('an error in a template is one line with its file and line, status 2, and nothing is written', () => {
  test.each([
    ['EJS', '# a\n<%= view.step\n', ':2:1: Could not find matching close tag for "<%=".'],
    ['JavaScript', '# a\n<% if ( { %>\n', ":2:1: not JavaScript: Unexpected token ';'"],
    ['a name', '# a\n# b\n<%= nothing %>\n', ':3:1: ReferenceError: nothing is not defined'],
  ])('%s', (_, text, cause) => {
    put('own/class-comment.py.ejs', text)
    const before = tree(root)
    expect(split('--templates', 'own')).toEqual({
      status: 2,
      stdout: '',
      stderr: `own/class-comment.py.ejs${cause}; mend the template; nothing was written\n`,
    })
    expect(tree(root)).toEqual(before)
  })

  test.each([
    [
      'Python',
      'steps.py.ejs',
      '<% for (const step of view.steps) { -%>\n<%- step.code %>;\n<% } -%>\n',
      /:\d+:1: what it gives is not Python/,
    ],
    [
      'what was planned',
      'steps.py.ejs',
      '\n',
      /:1:1: what it gives does not read back as planned: the operations differ/,
    ],
  ])('not %s', (_, name, text, cause) => {
    put(`own/${name}`, text)
    const before = tree(root)
    const { status, stdout, stderr } = split('--templates', 'own')
    expect([status, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(
      new RegExp(`^own/${name}${cause.source}.*; mend the template; nothing was written\\n$`),
    )
    expect(tree(root)).toEqual(before)
  })

  test('a name that no template has, and a folder that is not there', () => {
    put('own/class-coment.py.ejs', '')
    expect(split('--templates', 'own').stderr).toBe(
      'own/class-coment.py.ejs: no template has this name; did you mean "class-comment.py.ejs"?\n',
    )
    expect(split('--templates', 'none').stderr).toBe(
      'none: there is no such folder; give a folder with templates\n',
    )
  })
})

test('a name that cannot be is told even where nothing has to be split', () => {
  const { status, stderr } = run(
    root,
    '--dialect',
    'postgresql',
    'shop/migrations/0001_initial.py',
    '--state-name',
    'x',
  )
  expect([status, stderr]).toEqual([
    2,
    'bgsplit: --state-name cannot be "x"; put {slug} into it, or two migrations would have one name\n',
  ])
})
