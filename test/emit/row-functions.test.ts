import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { loadFormatter } from '../../src/emit/format'
import type { Target } from '../../src/emit/function-text'
import { rowFunctionTexts } from '../../src/emit/row-functions'
import type { Copy, Fill, Guard, RenameContentType, RowFunction } from '../../src/plan/row-function'
import { builder } from '../../src/python/build'
import { importLines } from '../../src/python/insert-imports'
import { scopeOfModule, scopeOfNewFile } from '../../src/python/print-scope'
import { readModule } from '../../src/python/read-module'
import { djangoPython, runPython } from '../support/django'
import { folderWith } from '../support/project'

/**
 * Files that hold nothing but the function, against those in row-functions/. `UPDATE=1 npx jest test/emit/row-functions`
 * writes them again: read the diff before you commit it.
 */
const UPDATE = process.env['UPDATE'] === '1'
const FOLDER = join(__dirname, 'row-functions')
const PATH = 'shop/migrations/0002_auto.py'
const STYLE = { lineLength: 88, quotes: 'double', indent: '    ', newline: '\n' } as const

const COPY: Copy = {
  kind: 'copy',
  name: 'copy_shop_product_price_to_cost',
  model: 'Product',
  dialect: 'postgresql',
  table: 'shop_product',
  key: 'id',
  from: 'price',
  to: 'cost',
  comparesBytes: false,
}

/** Names in which something ends: strings of SQL and of Python, lines, placeholders. */
const HOSTILE: Copy = {
  ...COPY,
  name: 'copy_hostile',
  table: 'a%s{x}"""\\',
  key: 'k%',
  from: 'pri"ce\n',
  to: "%%co`s't{",
}

const CONTENT_TYPE: RenameContentType = {
  kind: 'content-type',
  name: 'rename_content_type_product_to_orderline',
  reverseName: 'rename_content_type_orderline_to_product',
  app: 'shop',
  from: 'Product',
  to: 'OrderLine',
}

const build = builder({ file: { path: PATH, text: '' }, span: { start: 0, end: 0 } })
const ON_ROWS = { name: 'rows', app: 'shop', model: 'Product', table: 'shop_product' } as const
const FILL: Fill = {
  kind: 'fill',
  ...ON_ROWS,
  field: 'stock',
  attribute: 'stock',
  value: build.int(0),
  perRow: false,
}
const GUARD: Guard = { kind: 'guard', ...ON_ROWS, query: [], problem: 'Rows', remedy: 'Change them' }

async function fileOf(rowFunction: RowFunction, target: Partial<Target> = {}): Promise<string> {
  const { scope = scopeOfNewFile(PATH), style = STYLE } = target
  // Holds: nothing but the function is read of a step.
  const steps = [{ rowFunction }, { rowFunction }] as unknown as Parameters<typeof rowFunctionTexts>[0]
  const texts = rowFunctionTexts(steps, { ...target, scope, style })
  expect(texts).toHaveLength(1)
  const formatter = await loadFormatter()
  return formatter.file([...importLines(scope), '', '', ...texts].join('\n'), style)
}

function expectFile(name: string, text: string): void {
  const path = join(FOLDER, name)
  if (UPDATE) writeFileSync(path, text)
  expect(text).toBe(readFileSync(path, 'utf8'))
  readModule({ path: PATH, text })
}

test.each<[file: string, rowFunction: RowFunction, target: Partial<Target>]>([
  ['copy_postgresql.py', COPY, {}],
  ['copy_mariadb.py', { ...COPY, dialect: 'mariadb' }, {}],
  ['copy_bytes_postgresql.py', { ...COPY, comparesBytes: true }, {}],
  ['copy_bytes_mysql.py', { ...COPY, dialect: 'mysql', comparesBytes: true }, {}],
  ['copy_hostile_postgresql.py', HOSTILE, {}],
  ['copy_hostile_mariadb.py', { ...HOSTILE, dialect: 'mariadb' }, {}],
  ['copy_only_on.py', COPY, { onlyOn: 'postgresql' }],
  ['copy_narrow.py', COPY, { style: { lineLength: 60, quotes: 'single', indent: '\t', newline: '\n' } }],
  ['rename_content_type.py', CONTENT_TYPE, { onlyOn: 'postgresql' }],
])('%s', async (file, rowFunction, target) => {
  expectFile(file, await fileOf(rowFunction, target))
})

test.each([FILL, GUARD, COPY])('a $kind for one database returns at once on another', async (rowFunction) => {
  const [all, one] = [await fileOf(rowFunction), await fileOf(rowFunction, { onlyOn: 'mysql' })]
  const added = one.split('\n').filter((line) => !all.split('\n').includes(line))
  expect(added.join('\n')).toMatch(/^ {4}if (schema_editor\.)?connection\.vendor != "mysql":\n {8}return$/)
})

test('names that the file has for something else are left to it', async () => {
  const text = 'import time as t\nfrom x import router, transaction\n\n\nclass IntegrityError: ...\n'
  const scope = (): Target['scope'] => scopeOfModule(readModule({ path: PATH, text }))
  const copy = await fileOf(COPY, { scope: scope() })
  expect(copy).toContain('with django.db.transaction.atomic(using=')
  expect(copy).toContain(' t.sleep(')
  const rename = await fileOf(CONTENT_TYPE, { scope: scope() })
  expect(rename).not.toMatch(/except IntegrityError| router\.| transaction\./)
})

const python = djangoPython()

/** What Django makes of the functions, on SQLite. */
async function run(what: 'content-type' | 'copy', rowFunction: RowFunction, ...names: readonly string[]) {
  const folder = folderWith({ 'functions.py': await fileOf(rowFunction) })
  return runPython(python ?? '', join(FOLDER, 'run.py'), [what, `${folder}/functions.py`, ...names])
}

const withDjango = python === undefined ? test.skip : test

withDjango("content types are renamed as Django's own operation does it", async () => {
  const { name, reverseName } = CONTENT_TYPE
  const others = [
    [11, 'stock', 'product'],
    [12, 'shop', 'producto'],
  ]
  const product = [7, 'shop', 'product']
  const both = [product, [9, 'shop', 'orderline']]
  expect(await run('content-type', CONTENT_TYPE, name, reverseName)).toEqual({
    there: [[7, 'shop', 'orderline'], ...others],
    back: [[9, 'shop', 'product'], ...others],
    none: others,
    both: both,
    'both, back': both,
    'not in the state': [product],
    'kept out by a router': [product],
  })
})

withDjango('a copy leaves out what is locked until nothing else is left', async () => {
  const copy: Copy = { ...COPY, table: 'a%s{x}', key: 'k%', to: '%%cost' }
  const updates = (...counts: readonly number[]) =>
    counts.flatMap((count) => [
      ['update', count],
      ['rest', count],
    ])
  const rows = [4321, 4321]
  expect(await run('copy', copy, copy.name)).toEqual({
    batches: {
      rows,
      log: [...updates(1000, 1000, 963), ['rest', 0], ['sleep', 0.2], ...updates(741), ['rest', 0]],
    },
    'one transaction': { rows, log: [...updates(1000, 1000, 1000, 704), ['rest', 0]] },
    undone: 'Another trigger of a%s{x} writes price or %%cost.',
  })
})
