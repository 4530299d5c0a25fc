import type { Dialect } from '../../src/core/dialect'
import type { MigrationKey } from '../../src/django/migration'
import { databaseKey } from '../../src/plan/releases/world'
import { planReleases } from '../../src/plan/releases/plan-releases'
import type { PlanOptions } from '../../src/plan/site'
import type { ReleasePlan } from '../../src/plan/releases/release-plan'
import { migration, pairOf, projectFrom, type MigrationParts } from '../support/project'
import { refusalOf } from '../support/refusal'
import { OPTIONS } from './support'

type Parts = Readonly<Record<string, MigrationParts>>

const PRODUCT =
  'migrations.CreateModel("Product", fields=[("id", models.BigAutoField(primary_key=True)), ' +
  '("rating", models.IntegerField()), ("stock", models.IntegerField())])'
const OWNER =
  'migrations.CreateModel("Owner", fields=[("id", models.BigAutoField(primary_key=True)), ' +
  '("product", models.ForeignKey(on_delete=models.CASCADE, to="shop.product"))])'
const INITIAL = { 'shop.0001_initial': { operations: [PRODUCT, OWNER] } }

const remove = (field: string, model = 'product') => `migrations.RemoveField("${model}", "${field}")`
const add = (field: string, model = 'product') =>
  `migrations.AddField("${model}", "${field}", models.TextField(null=True))`
const rename = (from: string, to: string) => `migrations.RenameField("product", "${from}", "${to}")`

/** The migrations of shop after the first, each after the one before it. */
function chain(...all: readonly string[]): Parts {
  const names = ['0001_initial', ...all.map((_, index) => `000${index + 2}_m`)]
  const parts = all.map((operation, index) => [
    `shop.${names[index + 1] ?? ''}`,
    { dependencies: [`shop.${names[index] ?? ''}`], operations: [operation] },
  ])
  return { ...INITIAL, ...(Object.fromEntries(parts) as Parts) }
}

function plan(
  parts: Parts,
  dialect: Dialect = 'postgresql',
  chosen?: readonly string[],
  options: Partial<PlanOptions> = {},
): ReleasePlan {
  const files = Object.entries(parts).map(([key, part]) => [
    `${key.replace('.', '/migrations/')}.py`,
    migration(part),
  ])
  const project = projectFrom(Object.fromEntries(files) as Readonly<Record<string, string>>)
  const isWanted = (key: MigrationKey) => chosen?.includes(key) ?? !key.endsWith('initial')
  const migrations = [...project.migrations.values()].filter(({ key }) => isWanted(key))
  return planReleases(project, migrations, { ...OPTIONS, ...options, dialect })
}

const MARKS = { whole: '', state: ' state', database: ' db' }
const shown = ({ releases }: ReleasePlan) =>
  releases.map(({ migrations }) => migrations.map(({ key, part }) => key + MARKS[part]))

describe('one release, and one for the rest', () => {
  test('what is put off goes past the last of the chosen', () => {
    const planned = plan(chain(remove('rating'), remove('stock')))
    expect(shown(planned)).toEqual([
      ['shop.0002_m state', 'shop.0003_m state'],
      ['shop.0002_m db', 'shop.0003_m db'],
    ])
    expect(planned.plans.map(({ after }) => after)).toEqual(['shop.0003_m', databaseKey('shop.0002_m')])
  })

  test('a key, and then its model', () => {
    const planned = plan(chain(remove('product', 'owner'), 'migrations.DeleteModel("Owner")'))
    expect(shown(planned)).toHaveLength(2)
  })

  test('a branch and its merge', () => {
    const planned = plan({
      ...INITIAL,
      'shop.0002_a': { dependencies: ['shop.0001_initial'], operations: [remove('rating')] },
      'shop.0002_b': { dependencies: ['shop.0001_initial'], operations: [remove('stock')] },
      'shop.0003_merge': { dependencies: ['shop.0002_a', 'shop.0002_b'] },
    })
    expect(shown(planned)).toEqual([
      ['shop.0002_b state', 'shop.0002_a state', 'shop.0003_merge'],
      ['shop.0002_b db', 'shop.0002_a db'],
    ])
  })

  // MySQL drops no table that a key points at: the key of the overlap is still there when the model goes.
  const dialects: readonly Dialect[] = ['postgresql', 'mysql', 'mariadb']
  test.each(dialects)('two apps: the table goes once nothing points at it (%s)', (dialect) => {
    const parts = {
      'shop.0001_initial': { operations: [PRODUCT] },
      'blog.0001_initial': { dependencies: ['shop.0001_initial'], operations: [OWNER] },
      'blog.0002_x': { dependencies: ['blog.0001_initial'], operations: [remove('product', 'owner')] },
      'shop.0002_x': {
        dependencies: ['shop.0001_initial', 'blog.0002_x'],
        operations: ['migrations.DeleteModel("Product")'],
      },
    }
    const planned = plan(parts, dialect)
    expect(shown(planned)).toEqual([
      ['blog.0002_x state', 'shop.0002_x state'],
      ['blog.0002_x db', 'shop.0002_x db'],
    ])
    expect(planned.plans[1]?.alsoAfter).toEqual([databaseKey('blog.0002_x')])
  })

  test.each([true, false])(
    'an order that comes and goes: no default goes while code leaves the column to it (db_default: %s)',
    (djangoKnowsDbDefault) => {
      const order = (field: string) => `migrations.AlterOrderWithRespectTo("owner", ${field})`
      const planned = plan(chain(order('"product"'), order('None')), 'postgresql', undefined, {
        djangoKnowsDbDefault,
      })
      expect(shown(planned)).toEqual([
        ['shop.0002_m state'],
        ['shop.0002_m db', 'shop.0003_m state'],
        ['shop.0003_m db'],
      ])
    },
  )

  test('nothing that is unsafe, nothing to move', () => {
    const { plans, releases, behind } = plan(chain(add('a'), add('b')))
    expect(plans.flatMap(({ splits }) => splits)).toEqual([])
    expect([releases.length, behind]).toEqual([1, []])
  })

  test('what was not chosen ships along', () => {
    const planned = plan(chain(remove('rating'), remove('stock')), 'postgresql', ['shop.0002_m'])
    expect(shown(planned)).toEqual([['shop.0002_m state', 'shop.0003_m'], ['shop.0002_m db']])
  })
})

test('a table keeps its name until the database migrations that call it by that have run', () => {
  const goods = 'migrations.CreateModel("Goods", fields=[("id", models.BigAutoField(primary_key=True))])'
  const key = '("goods", models.ForeignKey(on_delete=models.CASCADE, to="blog.goods"))'
  const owner = `migrations.CreateModel("Owner", fields=[("id", models.BigAutoField(primary_key=True)), ${key}])`
  const planned = plan({
    'blog.0001_initial': { operations: [goods] },
    'shop.0001_initial': { dependencies: ['blog.0001_initial'], operations: [owner] },
    'shop.0002_m': { dependencies: ['shop.0001_initial'], operations: [remove('goods', 'owner')] },
    'blog.0002_m': {
      dependencies: ['blog.0001_initial', 'shop.0002_m'],
      operations: ['migrations.AlterModelTable("goods", "blog_article")'],
    },
  })
  const [removed, renamed] = planned.plans
  expect([removed?.migration.key, removed?.alsoAfter]).toEqual(['shop.0002_m', []])
  expect([renamed?.migration.key, renamed?.alsoAfter]).toEqual(['blog.0002_m', [databaseKey('shop.0002_m')]])
})

describe('barriers', () => {
  test('a name that comes back waits for the drop, and what comes after it with it', () => {
    const planned = plan(chain(remove('rating'), add('rating'), remove('stock')))
    expect(shown(planned)).toEqual([
      ['shop.0002_m state'],
      ['shop.0002_m db', 'shop.0003_m', 'shop.0004_m state'],
      ['shop.0004_m db'],
    ])
    expect(planned.releases[1]?.barriers).toEqual([
      { key: 'shop.0003_m', why: 'the table shop_product already has a column rating' },
    ])
    expect(planned.behind).toMatchObject([{ migration: 'shop.0003_m', original: 'shop.0002_m' }])
  })

  test('two of them', () => {
    const all = [remove('rating'), add('rating'), remove('rating'), add('rating')]
    expect(plan(chain(...all)).releases).toHaveLength(3)
  })

  test.each([
    ['renamed twice', rename('rating', 'score'), rename('score', 'mark')],
    ['renamed and removed', rename('rating', 'score'), remove('score')],
    ['the model renamed after a removal', remove('rating'), 'migrations.RenameModel("Product", "Article")'],
  ])('%s', (_, ...all) => {
    expect(shown(plan(chain(...all)))).toEqual([
      ['shop.0002_m state'],
      ['shop.0002_m db', 'shop.0003_m state'],
      ['shop.0003_m db'],
    ])
  })

  test('what has nothing to do with it does not wait', () => {
    const planned = plan({
      ...chain(remove('rating'), add('rating')),
      'zoo.0001_initial': {
        operations: [OWNER.replace('Owner', 'Cage').replace('shop.product', 'zoo.cage')],
      },
      'zoo.0002_x': { dependencies: ['zoo.0001_initial'], operations: [remove('product', 'cage')] },
    })
    expect(shown(planned)).toEqual([
      ['shop.0002_m state', 'zoo.0002_x state'],
      ['shop.0002_m db', 'shop.0003_m', 'zoo.0002_x db'],
    ])
    expect(planned.plans.flatMap(({ runBefore }) => runBefore)).toEqual([])
  })

  test('SQLite makes a table again without what is let go', () => {
    const rebuilds = 'migrations.AlterField("product", "stock", models.BigIntegerField())'
    expect(shown(plan(chain(remove('rating'), rebuilds), 'sqlite'))).toEqual([
      ['shop.0002_m state'],
      ['shop.0002_m db', 'shop.0003_m'],
    ])
  })

  test('a barrier in another app is named in run_before', () => {
    const planned = plan({
      'shop.0001_initial': { operations: [PRODUCT] },
      'shop.0002_d': {
        dependencies: ['shop.0001_initial'],
        operations: ['migrations.DeleteModel("Product")'],
      },
      'blog.0001_start': {
        dependencies: ['shop.0002_d'],
        operations: [PRODUCT.replace('])', '], options={"db_table": "shop_product"})')],
      },
    })
    expect(planned.plans[0]?.runBefore).toEqual(['blog.0001_start'])
    expect(planned.releases).toHaveLength(2)
  })

  test('two barriers in two apps', () => {
    const start = (table: string): MigrationParts => ({
      dependencies: ['shop.0002_d'],
      operations: [PRODUCT.replace('])', `], options={"db_table": "${table}"})`)],
    })
    const planned = plan({
      'shop.0001_initial': INITIAL['shop.0001_initial'],
      'shop.0002_d': {
        dependencies: ['shop.0001_initial'],
        operations: ['migrations.DeleteModel("Owner")', 'migrations.DeleteModel("Product")'],
      },
      'blog.0001_start': start('shop_product'),
      'crm.0001_start': start('shop_owner'),
    })
    expect(planned.plans[0]?.runBefore).toEqual(['blog.0001_start', 'crm.0001_start'])
  })

  test('what waits in two apps comes after the database migration of its own', () => {
    const planned = plan({
      'shop.0001_initial': { operations: [PRODUCT] },
      'blog.0001_initial': { dependencies: ['shop.0001_initial'], operations: [OWNER] },
      'shop.0002_x': {
        dependencies: ['shop.0001_initial'],
        operations: ['migrations.AlterModelTable("product", "goods")'],
      },
      'blog.0002_x': {
        dependencies: ['blog.0001_initial', 'shop.0002_x'],
        operations: ['migrations.RenameModel("Owner", "Item")'],
      },
      'shop.0003_x': { dependencies: ['shop.0002_x', 'blog.0002_x'], operations: [remove('rating')] },
      'blog.0003_x': {
        dependencies: ['blog.0002_x', 'shop.0003_x'],
        operations: ['migrations.RenameModel("Item", "Piece")'],
      },
    })
    expect(planned.behind.map(({ migration, original }) => [migration, original])).toEqual([
      ['shop.0003_x', 'shop.0002_x'],
      ['blog.0003_x', 'blog.0002_x'],
    ])
  })

  test('what was not chosen cannot wait', () => {
    const refusal = refusalOf(() =>
      plan(chain(remove('rating'), add('rating')), 'postgresql', ['shop.0002_m']),
    )
    expect([refusal.code, refusal.wayOut]).toEqual([
      'name-comes-back',
      'split that one too, by naming both files in one run, or leave this one as it is',
    ])
  })
})

test('what a later migration removes is said of that one', () => {
  const needed = 'migrations.AddField("product", "a", models.IntegerField(default=1))'
  const refusal = refusalOf(() => plan(chain(needed, remove('a')), 'postgresql', ['shop.0002_m']))
  expect(refusal.reason).toBe(
    'shop.0003_m, which comes later, removes or renames what this one would put off',
  )
})

test('helpers in a folder of migrations replace nothing', () => {
  const files = { ...chain(remove('rating')) }
  const project = projectFrom({
    ...Object.fromEntries(
      Object.entries(files).map(([key, part]) => [`${key.replace('.', '/migrations/')}.py`, migration(part)]),
    ),
    'lib/migrations/executor.py': 'replaces = 1\n',
  })
  const target = project.migrations.get('shop.0002_m')
  if (target === undefined) throw new Error('no migration')
  expect(planReleases(project, [target], OPTIONS).plans).toHaveLength(1)
})

test('several last migrations are refused, as migrate does', () => {
  const parts = {
    ...INITIAL,
    'shop.0002_a': { dependencies: ['shop.0001_initial'], operations: [remove('rating')] },
    'shop.0002_b': { dependencies: ['shop.0001_initial'], operations: [remove('stock')] },
  }
  expect(refusalOf(() => plan(parts)).code).toBe('several-leaves')
})

test('a merge that has to wait is refused: the release before it would have two last migrations', () => {
  const parts = {
    ...chain(remove('rating'), add('rating')),
    'shop.0002_other': { dependencies: ['shop.0001_initial'], operations: [add('a')] },
    'shop.0004_merge': { dependencies: ['shop.0003_m', 'shop.0002_other'] },
  }
  expect(refusalOf(() => plan(parts)).code).toBe('several-leaves')
})

test.each([
  ['a squash that holds it', { 'shop.0001_squashed': ['shop.0001_initial', 'shop.0002_m'] }],
  ['a squash of its own', { 'shop.0002_m': ['shop.0002_old'] }],
])('%s is refused', (_, squashes: Readonly<Record<string, readonly string[]>>) => {
  const parts: Record<string, MigrationParts> = { ...chain(remove('rating')) }
  for (const [key, replaced] of Object.entries(squashes))
    parts[key] = {
      operations: [PRODUCT, OWNER],
      ...parts[key],
      body: [`replaces = [${replaced.map(pairOf).join(', ')}]`],
    }
  expect(refusalOf(() => plan(parts, 'postgresql', ['shop.0002_m'])).code).toBe('squashed')
})

test('a safe migration that a squash holds stays as it is', () => {
  const body = [`replaces = [${pairOf('shop.0001_initial')}, ${pairOf('shop.0002_m')}]`]
  const parts = { ...chain(add('a')), 'shop.0001_squashed': { operations: [PRODUCT, OWNER, add('a')], body } }
  expect(plan(parts, 'postgresql', ['shop.0001_squashed', 'shop.0002_m']).behind).toEqual([])
})

test('what is ignored with a reason is left alone', () => {
  const ignored = `# bgsplit: ignore[missing-column] nobody reads it\n        ${remove('rating')}`
  const { plans, releases } = plan(chain(ignored, add('a'), remove('stock')))
  expect(plans.map(({ splits }) => splits.length)).toEqual([0, 0, 1])
  expect(plans[0]?.notes.map(({ text }) => text)).toEqual([
    'left as it is, as a comment says: old code uses the column shop_product.rating, which is gone',
  ])
  expect(releases).toHaveLength(2)
})

test('what cannot be split in any release is refused', () => {
  expect(refusalOf(() => plan(chain(remove('rating'), remove('id')))).code).toBe('primary-key')
})

test('releases that would leave another key behind are refused with its name', () => {
  const parent =
    'models.OneToOneField("shop.product", on_delete=models.CASCADE, parent_link=True, primary_key=True)'
  const child = `migrations.CreateModel("Order", fields=[("product_ptr", ${parent})], bases=("shop.product",))`
  const parts = {
    ...INITIAL,
    'blog.0001_initial': { dependencies: ['shop.0001_initial'], operations: [child] },
    'shop.0002_m': {
      dependencies: ['shop.0001_initial', 'blog.0001_initial'],
      operations: ['migrations.RenameModel("Product", "Item")'],
    },
    'blog.0002_m': {
      dependencies: ['blog.0001_initial', 'shop.0002_m'],
      operations: ['migrations.AlterModelTable("order", "goods")'],
    },
  }
  const { code, reason } = refusalOf(() => plan(parts, 'mysql'))
  expect(code).toBe('proof-failed')
  expect(reason).toMatch(
    /^no order of releases can be proved safe: the database would not end as these migrations make it when they are not split \(goods: key \w+\)$/,
  )
})

describe('a field that becomes NOT NULL, and Python in a migration behind it', () => {
  const field = (how: string): string => `models.CharField(max_length=9, ${how})`
  const added = `migrations.AddField("product", "code", ${field('null=True')})`
  const strict = `migrations.AlterField("product", "code", ${field('default="a"')})`
  const python = 'migrations.RunPython(migrations.RunPython.noop, migrations.RunPython.noop)'
  const before = chain(added)
  const after = (operations: readonly string[]): Parts => ({
    ...before,
    'shop.0003_m': { dependencies: ['shop.0002_m'], operations: [strict] },
    'shop.0004_m': { dependencies: ['shop.0003_m'], operations },
  })
  const fills = (operations: readonly string[]): number =>
    plan(after(operations), 'postgresql', ['shop.0003_m', 'shop.0004_m']).plans.flatMap(({ splits }) =>
      splits.flatMap((split) => split.fills),
    ).length

  test('rows get their value at once, which Python may count on', () => {
    expect(fills([python])).toBe(1)
  })

  test('they keep what old code has given them where none comes', () => {
    expect(fills([remove('rating')])).toBe(0)
  })
})
