import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, resolve, dirname } from 'node:path'

/** Data flows one way: a folder imports only from itself and from those before it (CONTRIBUTING.md). */
const LAYERS = ['core', 'python', 'django', 'sql', 'compat', 'plan', 'emit', 'cli']

const SOURCE = resolve(__dirname, '../src')
const FILES = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' }).filter((path) =>
  path.endsWith('.ts'),
)

function importsOf(file: string): readonly string[] {
  const text = readFileSync(join(SOURCE, file), 'utf8')
  const specifiers = [...text.matchAll(/(?:from|import|require)\s*\(?\s*'([^']+)'/g)].map(
    (match) => match[1] ?? '',
  )
  return specifiers
}

function layerOf(path: string): number {
  return LAYERS.indexOf(path.split('/')[0] ?? '')
}

test('every file is in a room', () => {
  expect(FILES.filter((file) => layerOf(file) < 0)).toEqual([])
})

test('no folder imports from one below it', () => {
  const upwards = FILES.flatMap((file) =>
    importsOf(file)
      .filter((specifier) => specifier.startsWith('.'))
      .map((specifier) => relative(SOURCE, resolve(SOURCE, dirname(file), specifier)))
      .filter((target) => layerOf(target) > layerOf(file))
      .map((target) => `${file} -> ${target}`),
  )
  expect(upwards).toEqual([])
})

test.each([
  ['tree-sitter', 'python'],
  ['ejs', 'emit'],
  ['@wasm-fmt/ruff_fmt', 'emit'],
  ['yargs', 'cli'],
  ['picocolors', 'cli'],
])('only one room knows %s', (name, room) => {
  const users = FILES.filter((file) => importsOf(file).some((specifier) => specifier === name))
  expect(users.filter((file) => !file.startsWith(`${room}/`))).toEqual([])
  expect(users.length).toBeGreaterThan(0)
})
