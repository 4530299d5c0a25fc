import type { Finding } from '../../src/core/finding'
import { textOf } from '../../src/core/span'
import { findingsIn, shop, told, type Migrations } from './findings-support'
import { migration } from '../support/project'
import { model } from './support'

const PRODUCT = model('Product', { name: 'models.CharField(max_length=20)', rating: 'models.IntegerField()' })
const INITIAL = { operations: [PRODUCT] }

/** What is said of a second migration with these operations. */
function said(operations: readonly string[], before: readonly string[] = []): readonly Finding[] {
  return findingsIn(
    shop({ '0001_initial': { operations: [PRODUCT, ...before] }, '0002_auto': { operations } }),
  )
}

/** Alone in its migration, each of these is told by this rule. */
const FIRING: readonly (readonly [rule: string, line: string, ...operations: string[]])[] = [
  ['missing-table', 'error missing-table DeleteModel Product', 'migrations.DeleteModel("product")'],
  [
    'missing-column',
    'error missing-column RemoveField Product.rating',
    'migrations.RemoveField("product", "rating")',
  ],
  [
    'column-type',
    'error column-type AlterField Product.rating',
    'migrations.AlterField("product", "rating", models.TextField())',
  ],
  [
    'insert',
    'error insert AddField Product.weight',
    'migrations.AddField("product", "weight", models.IntegerField(default=1))',
  ],
  [
    'stricter-rule',
    'error stricter-rule AlterUniqueTogether Product',
    'migrations.AlterUniqueTogether("product", {("name", "rating")})',
  ],
  [
    'shorter-column',
    'error shorter-column AlterField Product.name',
    'migrations.AlterField("product", "name", models.CharField(max_length=3))',
  ],
  [
    'reads-null',
    'note reads-null AlterField Product.rating',
    'migrations.AlterField("product", "rating", models.IntegerField(null=True))',
  ],
  [
    'new-key',
    'note new-key AddField Product.twin',
    'migrations.AddField("product", "twin", models.ForeignKey("shop.Product", models.CASCADE, null=True))',
  ],
  [
    'table-rewrite',
    'note table-rewrite AlterField Product.rating',
    'migrations.AlterField("product", "rating", models.BigIntegerField())',
  ],
  [
    'blocks-writes',
    'note blocks-writes AddIndex Product.by_name',
    'migrations.AddIndex("product", models.Index(fields=["name"], name="by_name"))',
  ],
  ['not-analysed', 'note not-analysed RunPython', 'migrations.RunPython(forwards)'],
  ['not-analysed', 'note not-analysed RunSQL', 'migrations.RunSQL("SELECT frobnicate()")'],
  ['opaque-operations', 'error opaque-operations shop.0002_auto', 'made_elsewhere'],
  ['primary-key', 'error primary-key RemoveField Product.id', 'migrations.RemoveField("product", "id")'],
  ['unknown-field', 'error unknown-field RemoveField Product.no', 'migrations.RemoveField("product", "no")'],
  ['unknown-model', 'error unknown-model DeleteModel no', 'migrations.DeleteModel("no")'],
  [
    'not-applicable',
    'error not-applicable CreateModel Other',
    model('Other', {}, '"db_table": "shop_product"'),
  ],
]

test.each(FIRING)('%s: %s', (_rule, line, ...operations) => {
  expect(told(said(operations))).toEqual([line])
})

test('rules that need something before', () => {
  const unique = model('Tag', { label: 'models.CharField(max_length=9, unique=True)' })
  const nullable = model('Tag', { size: 'models.IntegerField(null=True)' })
  const filled = model('Tag', { size: 'models.IntegerField(db_default=3)' })
  expect(
    told(said(['migrations.AlterField("tag", "label", models.CharField(max_length=9))'], [unique])),
  ).toEqual(['note missing-unique AlterField Tag.label'])
  expect(
    told(said(['migrations.AlterField("tag", "size", models.IntegerField(default=1))'], [nullable])),
  ).toEqual(['error insert-null AlterField Tag.size'])
  expect(told(said(['migrations.AlterField("tag", "size", models.IntegerField())'], [filled]))).toEqual([
    'error missing-default AlterField Tag.size',
  ])
})

test('what both colours can live with says nothing', () => {
  const operations = [
    'migrations.AddField("product", "weight", models.IntegerField(null=True))',
    'migrations.AlterField("product", "name", models.CharField(max_length=40))',
    model('Tag', { label: 'models.CharField(max_length=20)' }),
    'migrations.RunSQL(migrations.RunSQL.noop)',
  ]
  expect(told(said(operations))).toEqual([])
})

test('a finding says what breaks, for whom, where, and what bgsplit would do', () => {
  const [found, ...others] = said(['migrations.RemoveField("product", "rating")'])
  expect(others).toEqual([])
  expect(found && textOf(found.place)).toBe('migrations.RemoveField("product", "rating")')
  expect(found).toMatchObject({
    migration: 'shop.0002_auto',
    message: 'old code uses the column shop_product.rating, which is gone',
    fix: 'bgsplit splits it: a migration for a later release drops the column shop_product.rating',
  })
})

test('each operation is told by itself, in the order of the file', () => {
  const found = said([
    'migrations.RemoveField("product", "name")',
    'migrations.RunPython(forwards)',
    'migrations.RemoveField("product", "rating")',
  ])
  expect(told(found)).toEqual([
    'error missing-column RemoveField Product.name',
    'note not-analysed RunPython',
    'error missing-column RemoveField Product.rating',
  ])
})

describe('where the split is refused', () => {
  const TEXT = 'migrations.AlterField("product", "rating", models.TextField())'

  test('the finding says what breaks, why bgsplit cannot split it, and the way out', () => {
    const [found] = said([TEXT])
    expect(found?.message).toContain('no longer the one that old code reads and writes')
    expect(found?.fix).toBe(
      'bgsplit cannot split it: no column holds what old and what new code write to Product.rating; add a new field, copy the values to it, use it, and remove this one in a later release',
    )
  })

  test('others of the migration say which one is in the way', () => {
    const found = said(['migrations.RemoveField("product", "name")', TEXT])
    expect(told(found)).toEqual([
      'error missing-column RemoveField Product.name',
      'error column-type AlterField Product.rating',
    ])
    expect(found[0]?.fix).toBe(
      'bgsplit cannot split it while it cannot split AlterField Product.rating (line 10), which is in the same migration',
    )
  })

  test('what is wrong with no unsafe operation is a finding of its own', () => {
    const found = said([
      'migrations.RemoveField("product", "rating")',
      'migrations.AddField("product", "rating", models.IntegerField(null=True))',
    ])
    expect(told(found)).toEqual([
      'error missing-column RemoveField Product.rating',
      'error name-comes-back AddField Product.rating',
      'note reads-null AddField Product.rating',
    ])
  })
})

describe('a file that cannot be read', () => {
  const files: Migrations = {
    '0001_initial': INITIAL,
    '0002_broken': 'class Migration(\n',
    '0003_auto': {
      operations: ['migrations.RemoveField("product", "no")', 'migrations.RemoveField("product", "rating")'],
    },
  }

  test('is told once, and hides nothing of the others but what may be its own doing', () => {
    const found = findingsIn(
      shop({ ...files, '0003_auto': { operations: ['migrations.RemoveField("product", "rating")'] } }),
    )
    expect(told(found)).toEqual([
      'error not-python shop.0002_broken',
      'error missing-column RemoveField Product.rating',
    ])
    expect(found[1]?.fix).toMatch(
      /^bgsplit cannot split this migration: shop\/migrations\/0002_broken.py, line 1: /,
    )
    expect(told(findingsIn(shop(files)))).toEqual(['error not-python shop.0002_broken'])
  })

  test('is told where only what depends on it was chosen', () => {
    expect(told(findingsIn(shop(files), ['0003_auto']))).toEqual(['error not-python shop.0002_broken'])
  })

  test('a dependency that is not there', () => {
    const lost = { dependencies: ['shop.0001_gone'], operations: [] }
    const found = findingsIn(shop({ '0001_initial': INITIAL, '0002_lost': lost }))
    expect(told(found)).toEqual(['error missing-dependency shop.0002_lost'])
  })
})

describe('each migration is judged with the code just before it', () => {
  const files = shop({
    '0001_initial': INITIAL,
    '0002_add': { operations: ['migrations.AddField("product", "size", models.IntegerField(null=True))'] },
    '0003_remove': { operations: ['migrations.RemoveField("product", "size")'] },
    '0004_again': { operations: ['migrations.AddField("product", "size", models.TextField(null=True))'] },
  })

  test('in the order of migrate', () => {
    expect(told(findingsIn(files))).toEqual(['error missing-column RemoveField Product.size'])
  })

  test('what a later one needs is its own business: folder mode puts a release between', () => {
    expect(findingsIn(files)[0]?.fix).toBe(
      'bgsplit splits it: a migration for a later release drops the column shop_product.size',
    )
    expect(findingsIn(files, ['0003_remove'])[0]?.fix).toContain('bgsplit cannot split')
  })

  test('whoever waits is told after each', () => {
    const steps: string[] = []
    findingsIn(files, undefined, {
      progress: (done, total, { key }) => void steps.push(`${done}/${total} ${key}`),
    })
    expect(steps).toEqual(['1/3 shop.0002_add', '2/3 shop.0003_remove', '3/3 shop.0004_again'])
  })
})

describe('run_before names what runs later still', () => {
  const files = {
    'blog/migrations/0001_initial.py': migration({ body: ['run_before = [("shop", "0003_later")]'] }),
    ...shop({
      '0001_initial': INITIAL,
      '0002_auto': {
        dependencies: ['shop.0001_initial', 'blog.0001_initial'],
        operations: ['migrations.RemoveField("product", "rating")'],
      },
      '0003_later': {},
    }),
  }
  const squashed = migration({ body: ['replaces = [("news", "0000")]'] })

  test.each([
    ['a plain history', files],
    ['one with a squashed migration', { ...files, 'news/migrations/0001_squashed.py': squashed }],
  ])('%s: what depends on it can be split', (_name, all) => {
    const found = findingsIn(all, ['0001_initial', '0002_auto', '0003_later'])
    expect(found.map(({ rule, fix }) => [rule, fix])).toEqual([
      ['missing-column', expect.stringContaining('bgsplit splits it')],
    ])
  })
})

test('a squashed migration is judged with those that it replaces, and neither can be split', () => {
  const files = shop({
    '0001_initial': INITIAL,
    '0002_auto': { operations: ['migrations.RemoveField("product", "rating")'] },
    '0002_squashed': {
      dependencies: ['shop.0001_initial'],
      body: ['replaces = [("shop", "0002_auto")]'],
      operations: ['migrations.RemoveField("product", "rating")'],
    },
  })
  const found = findingsIn(files)
  expect(found.map(({ migration, rule }) => `${migration} ${rule}`)).toEqual([
    'shop.0002_auto squashed',
    'shop.0002_auto missing-column',
    'shop.0002_squashed squashed',
    'shop.0002_squashed missing-column',
  ])
})
