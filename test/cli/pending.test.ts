import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pendingText, type Aged } from '../../src/cli/report/pending'
import type { Host } from '../../src/cli/host'
import { widthOf } from '../../src/cli/report/width'
import { GAP_KINDS } from '../../src/plan/pending/gaps'
import type { Pending } from '../../src/plan/pending/pending'
import { migration, projectFrom } from '../support/project'
import { commitAll, git, write } from '../support/git'
import { run } from './run'

const PRODUCT =
  'migrations.CreateModel("Product", fields=[("id", models.BigAutoField(primary_key=True)), ("rating", models.IntegerField(null=True)), ("size", models.IntegerField(null=True))])'
const letGo = (field: string): string =>
  `migrations.SeparateDatabaseAndState(state_operations=[migrations.RemoveField("product", "${field}")])`

const FILES = {
  'manage.py': '',
  'shop/migrations/0001_initial.py': migration({ operations: [PRODUCT] }),
  'shop/migrations/0002_rating.py': migration({
    dependencies: ['shop.0001_initial'],
    operations: [letGo('rating')],
  }),
  'shop/migrations/0003_size.py': migration({
    dependencies: ['shop.0002_rating'],
    operations: [letGo('size')],
  }),
  'stock/migrations/0001_initial.py': migration({ operations: [PRODUCT] }),
}
const POSTGRESQL = ['--dialect', 'postgresql'] as const

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'bgsplit-pending-'))
  write(root, FILES)
})
afterEach(() => {
  rmSync(root, { recursive: true })
})

/** Commits everything, as if so many days ago. */
function commitBefore(days: number): void {
  process.env['GIT_COMMITTER_DATE'] = new Date(Date.now() - days * 86_400_000 - 3_600_000).toISOString()
  try {
    commitAll(root)
  } finally {
    delete process.env['GIT_COMMITTER_DATE']
  }
}

const lines = (...args: readonly string[]): readonly string[] =>
  run(root, 'pending', ...args, ...POSTGRESQL).stdout.split('\n')

describe('bgsplit pending', () => {
  test('tells what is there still, of what, and since when', () => {
    const { stdout, stderr, status } = run(root, 'pending', '.', ...POSTGRESQL)
    expect({ stderr, status }).toEqual({ stderr: '', status: 0 })
    expect(stdout).toBe(`TABLE         STILL THERE        OF              SINCE
shop_product  the column rating  Product.rating  shop.0002_rating
shop_product  the column size    Product.size    shop.0003_size

bgsplit finish writes the database migrations for it.
`)
  })

  test('tells for how long, by git, the oldest first', () => {
    git(root, 'init', '--quiet')
    rmSync(join(root, 'shop/migrations/0002_rating.py'))
    commitBefore(34)
    write(root, FILES)
    expect(lines('.').slice(0, 3)).toEqual([
      'TABLE         STILL THERE        OF              SINCE             FOR',
      'shop_product  the column size    Product.size    shop.0003_size    34 days',
      'shop_product  the column rating  Product.rating  shop.0002_rating',
    ])
  })

  test('tells of the apps and files that are named', () => {
    expect(lines('shop/migrations/0003_size.py')[1]).toContain('the column size')
    expect(lines('shop/migrations/0003_size.py')).toHaveLength(5)
    expect(lines('stock')).toEqual(['nothing is pending', ''])
    expect(lines('stock', 'shop')).toHaveLength(6)
  })

  test('is data with --format json', () => {
    const { stdout } = run(root, 'pending', 'shop/migrations/0003_size.py', '--format', 'json', ...POSTGRESQL)
    expect(JSON.parse(stdout)).toEqual({
      version: 1,
      dialect: 'postgresql',
      pending: [
        {
          ...{ kind: 'column', table: 'shop_product', column: 'size', name: null },
          ...{ words: 'the column size', app: 'shop', model: 'Product', field: 'size' },
          since: {
            migration: 'shop.0003_size',
            file: 'shop/migrations/0003_size.py',
            ...{ date: null, days: null, orEarlier: false },
          },
        },
      ],
    })
  })

  test('refuses what is not there', () => {
    const { stderr, status } = run(root, 'pending', 'nowhere')
    expect({ stderr, status }).toEqual({
      stderr: 'nowhere: there is no such file or folder; check the path\n',
      status: 2,
    })
  })
})

describe('a terminal', () => {
  const project = projectFrom(FILES)
  const half = project.migrations.get('shop.0002_rating')
  const operation = half?.operations[0]
  if (half === undefined || operation?.kind !== 'SeparateDatabaseAndState') throw new Error('no first half')
  const pending: Pending = {
    ...{
      kind: 'column',
      table: 'shop_product_\u001B[31m',
      column: 'rating',
      model: 'Product',
      field: 'rating',
    },
    ...{ migration: half, operation },
  }
  const all: readonly Aged[] = [{ pending, added: { date: new Date(0), isOldestKnown: true } }]
  const shown = (columns: number | undefined): string => {
    const nothing = (): void => undefined
    const host: Host = { cwd: '/', user: undefined, colours: false, columns, out: nothing, note: nothing }
    return pendingText(all, new Date(86_400_000), host)
  }

  test('that is wide enough has a table', () => {
    expect(shown(120)).toBe(shown(undefined))
    expect(shown(120)).toMatch(/^TABLE +STILL THERE +OF +SINCE +FOR\n/)
    expect(shown(120)).toContain('1 day or more\n')
  })

  test('that is not has two lines for each', () => {
    const text = shown(60)
    expect(Math.max(...text.split('\n').map(widthOf))).toBeLessThanOrEqual(60)
    expect(text).toContain('\n  since shop.0002_rating, for 1 day or more\n')
  })

  test('gets nothing that could move its cursor', () => {
    expect(shown(120)).not.toContain('\u001B')
  })
})

test('every kind of what can be pending is in the docs', () => {
  const docs = readFileSync(join(__dirname, '../../docs/pending.md'), 'utf8')
  for (const kind of GAP_KINDS) expect(docs).toContain(`\`${kind}\``)
})
