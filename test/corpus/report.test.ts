/** What a run finds out about a package, as far as the page tells it; the rest is as measure.ts gives it. */
interface Result {
  readonly name: string
  readonly [key: string]: unknown
}

// eslint-disable-next-line @typescript-eslint/no-require-imports -- plain JavaScript, beside run.js
const { page, faults } = require('./report.js') as {
  readonly page: (results: readonly Result[]) => string
  readonly faults: (results: readonly Result[]) => readonly string[]
}

const CLEAN = {
  models: 1,
  fields: 2,
  tables: 3,
  columns: 4,
  explained: 0,
  unexplained: [],
  reasons: {},
  idle: [],
}
const REFUSED = [
  {
    migration: 'shop.0002_a',
    code: 'type-change',
    text: 'no | in /home/me/unpacked/shop-1-ab/shop/0001.py\nand more',
  },
]
const RESULT: Result = {
  name: 'shop',
  version: '1',
  migrations: 9,
  read: 9,
  notRead: [],
  replayed: 9,
  unsafe: 2,
  planned: 1,
  split: 1,
  refused: [],
  crashes: [],
  newest: { planned: 2, split: 1, refused: REFUSED, crashes: [] },
  truth: { state: CLEAN, sqlite: CLEAN, postgresql: CLEAN },
}
const rowsOf = (results: readonly Result[], first: string): readonly string[] =>
  page(results)
    .split('\n')
    .filter((line) => line.startsWith(`| ${first} `))

test('a package has a row, which says where time was up', () => {
  expect(rowsOf([RESULT], 'shop 1')).toEqual([
    '| shop 1 | 9 | 9 | 9 | 1 models, 2 fields | 3 tables, 4 columns | 3 tables, 4 columns | 2 | 1 of 1 planned | 0 | 1 | 1 |',
  ])
})

test('what is refused as the newest is counted, and told with its place in the package', () => {
  expect(rowsOf([RESULT], '[`type-change`](codes.md#type-change)')).toEqual([
    '| [`type-change`](codes.md#type-change) | 0 | 1 |',
  ])
  expect(rowsOf([RESULT], 'shop |')).toEqual([
    '| shop | `shop.0002_a` | `type-change` | no \\| in shop/0001.py |',
  ])
})

test('what is not compared has its reason in the row, and is no fault', () => {
  const result = { ...RESULT, truth: { missing: 'needs GDAL' } }
  expect(rowsOf([result], 'shop 1')[0]).toContain('| not compared: needs GDAL |')
  expect(page([result])).toContain('\n- shop: needs GDAL\n')
  expect(faults([result])).toEqual([])
})

test.each<[string, object, string]>([
  [
    'a difference that nobody has explained',
    { unexplained: [{ place: 'table a.b type', theirs: '"text"', ours: 'null' }] },
    'shop state: table a.b type: Django "text", bgsplit null',
  ],
  [
    'an explanation that explains nothing',
    { idle: ['table a.b type'] },
    'shop state: table a.b type: explained, and no longer different',
  ],
])('a run fails for %s', (_title, found, text) => {
  expect(faults([{ ...RESULT, truth: { state: { ...CLEAN, ...found } } }])).toEqual([text])
})

test('a run fails for a crash, and for a Python that is not there', () => {
  const crashes = [{ migration: 'shop.0003_b', code: 'crash', text: 'TypeError' }]
  const truth = { missing: 'Python 3.13', absent: true }
  expect(faults([{ ...RESULT, crashes, truth }])).toEqual([
    'shop shop.0003_b: TypeError',
    'shop: Python 3.13 is not on this machine',
  ])
})
