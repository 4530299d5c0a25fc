import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { styleFor } from '../../src/emit/style'
import { failure } from '../support/failure'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'bgsplit-style-'))
})
afterEach(() => {
  rmSync(root, { recursive: true })
})

function style(files: Record<string, string>, text = 'class A:\n    a = "b"\n') {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true })
    writeFileSync(join(root, name), content)
  }
  return styleFor({ path: join(root, 'shop/migrations/0001_x.py'), text })
}

const looks = (found: ReturnType<typeof style>) => `${found.lineLength} ${found.quotes}`

test.each<[string, Record<string, string>, string]>([
  ['nothing', {}, '88 double'],
  ['a project without either', { 'pyproject.toml': '[project]\nname = "x"' }, '88 double'],
  ['black', { 'pyproject.toml': '[tool.black]\nline-length = 100' }, '100 double'],
  ['ruff', { 'pyproject.toml': '[tool.ruff]\nline-length = 120' }, '120 double'],
  ['ruff with quotes', { 'pyproject.toml': '[tool.ruff.format]\nquote-style = "single"' }, '88 single'],
  ['ruff.toml', { 'ruff.toml': 'line-length = 79\n[format]\nquote-style = "single"' }, '79 single'],
  ['.ruff.toml first', { '.ruff.toml': 'line-length = 70', 'ruff.toml': 'line-length = 71' }, '70 double'],
  [
    'both: black has the word while ruff only lints',
    { 'pyproject.toml': '[tool.black]\nline-length = 99\n[tool.ruff]\nline-length = 150' },
    '99 double',
  ],
  [
    'both: ruff formats',
    {
      'pyproject.toml': '[tool.black]\nline-length = 99\n[tool.ruff]\nline-length = 150\n[tool.ruff.format]',
    },
    '150 double',
  ],
  [
    'the nearest',
    { 'pyproject.toml': '[tool.black]\nline-length = 99', 'shop/ruff.toml': 'line-length = 60' },
    '60 double',
  ],
  [
    'the nearest that says something',
    { 'pyproject.toml': '[tool.black]\nline-length = 99', 'shop/pyproject.toml': '[project]' },
    '99 double',
  ],
  ['extend', { 'base.toml': 'line-length = 66', 'ruff.toml': 'extend = "base.toml"' }, '66 double'],
  ['extend in a circle', { 'ruff.toml': 'extend = "ruff.toml"' }, '88 double'],
  ['nonsense values', { 'ruff.toml': 'line-length = "x"\n[format]\nquote-style = 1' }, '88 double'],
  ['more than ruff takes', { 'ruff.toml': 'line-length = 999' }, '320 double'],
])('%s', (_, files, expected) => {
  expect(looks(style(files))).toBe(expected)
})

test('where quotes are left alone, the usual ones of the file', () => {
  const files = { 'pyproject.toml': '[tool.black]\nskip-string-normalization = true' }
  expect(style(files, `class A:\n    a = ['b', 'c', "d"]`).quotes).toBe('single')
  expect(style(files, `class A:\n    a = ["b", "c", 'd']`).quotes).toBe('double')
})

test.each([
  ['class A:\n    a = 1', '    '],
  ['class A:\n\n  a = 1', '  '],
  ['class A:\r\n\ta = 1', '\t'],
  ['class A:\n  # b\n    a = 1', '    '],
  ['a = 1', '    '],
])('indentation of %j', (text, indent) => {
  expect(style({}, text).indent).toBe(indent)
})

test.each([
  ['a\n', '\n'],
  ['a\r\nb\n', '\r\n'],
  ['a\rb', '\r'],
  ['a', '\n'],
])('newline of %j', (text, newline) => {
  expect(style({}, text).newline).toBe(newline)
})

test('a configuration that is not TOML is refused at its place', () => {
  expect(failure(() => style({ 'pyproject.toml': 'a = 1\nb = [tool' }))).toMatchObject({
    code: 'config',
    place: { span: { start: 11, end: 11 } },
  })
})
