import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { run, tree } from './run'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'bgsplit-cli-'))
  cpSync(resolve('examples/shop'), root, { recursive: true })
})
afterEach(() => {
  rmSync(root, { recursive: true })
})

interface Json {
  readonly dialect: string
  readonly models: Readonly<Record<string, { readonly fields: readonly { readonly name: string }[] }>>
  readonly tables: Readonly<Record<string, { readonly columns: readonly { readonly name: string }[] }>>
}

function jsonOf(...args: readonly string[]) {
  const { stdout, stderr, status } = run(root, 'state', '--format', 'json', ...args)
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 })
  const { dialect, models, tables } = JSON.parse(stdout) as Json
  const fields = models['shop.product']?.fields.map((field) => field.name)
  const columns = tables['shop_product']?.columns.map((column) => column.name)
  return { dialect, fields, columns }
}

const WITH = ['id', 'name', 'rating']
const WITHOUT = ['id', 'name']

test.each<[string, readonly string[], readonly string[]]>([
  ['the folder of an app', ['shop'], WITHOUT],
  ['its migrations', ['shop/migrations'], WITHOUT],
  ['the project', ['.'], WITHOUT],
  ['a migration', ['shop/migrations/0001_initial.py'], WITH],
  ['--at a name', ['shop', '--at', '0001_initial'], WITH],
  ['--at the beginning of a name', ['shop', '--at', '0001'], WITH],
  ['a migration and --at', ['shop/migrations/0001_initial.py', '--at', '0002'], WITHOUT],
])('after %s', (_, args, expected) => {
  expect(jsonOf(...args)).toEqual({ dialect: 'sqlite', fields: expected, columns: expected })
})

test('models and tables differ between the two steps of a split', () => {
  run(root, 'shop/migrations/0002_remove_product_rating.py')
  expect(jsonOf('shop', '--at', '0002')).toMatchObject({ fields: WITHOUT, columns: WITH })
  expect(jsonOf('shop')).toMatchObject({ fields: WITHOUT, columns: WITHOUT })
})

test('as text', () => {
  const before = tree(root)
  const { stdout, status } = run(root, 'state', 'shop', '--dialect', 'postgresql')
  expect(status).toBe(0)
  expect(stdout).toContain('shop_product')
  expect(tree(root)).toEqual(before)
})

test.each<[string, readonly string[], RegExp]>([
  ['no path', [], /^bgsplit: no path is given/],
  ['no such folder', ['nope'], /^nope: there is no such file/],
  ['a name that is not there', ['shop', '--at', '0009'], /^shop\/migrations: there is no migration 0009; /],
  ['a name that is short', ['shop', '--at', '000'], /^shop\/migrations: several migrations start with 000; /],
  ['--at for a project', ['.', '--at', '0001'], /^\.: --at is for one app; /],
  ['a format there is not', ['shop', '--format', 'xml'], /^bgsplit: --format cannot be "xml"; /],
  [
    'an option of the other command',
    ['shop', '--dry-run'],
    /^bgsplit: the option --dry-run is not for this command; /,
  ],
])('%s: one line, status 2', (_, args, line) => {
  const { stdout, stderr, status } = run(root, 'state', ...args)
  expect({ stdout, status }).toEqual({ stdout: '', status: 2 })
  expect(stderr.trimEnd()).toMatch(line)
  expect(stderr.trimEnd()).not.toContain('\n')
})
