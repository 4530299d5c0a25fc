import type { Dialect } from '../../src/core/dialect'
import type { Project } from '../../src/django/project'
import { planFinishes } from '../../src/plan/pending/finish'
import { firstHalves } from '../../src/plan/pending/first-halves'
import { pendingOf } from '../../src/plan/pending/pending'
import type { Plan } from '../../src/plan/plan'
import type { PlanOptions } from '../../src/plan/site'
import { readSql } from '../../src/sql/read'
import { migration, projectFrom, type Files } from '../support/project'
import { refusalOf } from '../support/refusal'
import { drop, model, OPTIONS, remove, sqlOf } from './support'

const INTEGER = 'models.IntegerField()'
const NULLABLE = 'models.IntegerField(null=True)'

const separate = (state: readonly string[], database: readonly string[] = []): string =>
  `migrations.SeparateDatabaseAndState(state_operations=[${state.join(', ')}], database_operations=[${database.join(', ')}])`
const alter = (field: string, call: string): string => `migrations.AlterField("product", "${field}", ${call})`
const add = (field: string, call: string): string => `migrations.AddField("product", "${field}", ${call})`
const sql = (text: string): string => `migrations.RunSQL(${JSON.stringify(text)}, "")`

const FIRST = [
  model('Owner', { name: 'models.TextField()' }),
  model('Tag', { name: 'models.TextField()' }),
  model('Product', {
    name: 'models.CharField(max_length=20)',
    rating: INTEGER,
    size: NULLABLE,
    owner: 'models.ForeignKey("shop.owner", models.CASCADE, null=True)',
    tags: 'models.ManyToManyField("shop.tag")',
  }),
]

type Steps = readonly (readonly string[])[]

function projectOf(steps: Steps, more: Files = {}): Project {
  const files = [FIRST, ...steps].map((operations, index): readonly [string, string] => [
    `shop/migrations/000${index + 1}_step.py`,
    migration({ dependencies: index === 0 ? [] : [`shop.000${index}_step`], operations }),
  ])
  return projectFrom({ ...Object.fromEntries(files), ...more })
}

function plansOf(steps: Steps, more: Files = {}, asked: Partial<PlanOptions> = {}): readonly Plan[] {
  const project = projectOf(steps, more)
  const options = { ...OPTIONS, ...asked }
  return planFinishes(project, firstHalves(pendingOf(project, { ...options, readSql })), options)
}

/** The statements of each, but for locks. */
const doneBy = (plans: readonly Plan[]): readonly (readonly string[])[] =>
  plans.map(({ later }) => sqlOf(later).filter((statement) => !statement.startsWith('LOCK TABLE')))
const done = (steps: Steps, dialect: Dialect = 'postgresql') => doneBy(plansOf(steps, {}, { dialect }))

const RATING = [alter('rating', 'models.IntegerField(db_default=0)'), separate([remove('product', 'rating')])]
const DROP_RATING = 'ALTER TABLE "shop_product" DROP COLUMN "rating"'

describe('a first half by hand', () => {
  test('that relaxes the column first', () => {
    expect(done([RATING])).toEqual([[DROP_RATING]])
  })

  test('that relaxes it in the database half', () => {
    const half = separate([remove('product', 'rating')], [alter('rating', NULLABLE)])
    const [plan] = plansOf([[half]])
    expect(sqlOf(plan?.later ?? [])).toEqual([DROP_RATING])
    expect(sqlOf(plan?.later ?? [], 'reverse_sql')).toEqual([
      'ALTER TABLE "shop_product" ADD COLUMN "rating" integer NULL',
    ])
  })

  test('that relaxes it with SQL, beside the state', () => {
    const relax = separate([], [sql('ALTER TABLE "shop_product" ALTER COLUMN "rating" DROP NOT NULL')])
    expect(done([[relax, separate([remove('product', 'rating')])]])).toEqual([[DROP_RATING]])
    const bare = sql('ALTER TABLE "shop_product" ALTER COLUMN "rating" DROP NOT NULL')
    expect(done([[bare, separate([remove('product', 'rating')])]])).toEqual([[DROP_RATING]])
  })

  test('that relaxed it in a migration before', () => {
    expect(done([[RATING[0] ?? ''], [RATING[1] ?? '']])).toEqual([[DROP_RATING]])
  })

  test('that forgot to relax it', () => {
    expect(done([[separate([remove('product', 'rating')])]])).toEqual([[DROP_RATING]])
  })

  test('beside operations of its own', () => {
    const index = sql('CREATE INDEX "own" ON "shop_product" ("size")')
    const plain = add('weight', NULLABLE)
    expect(done([[index, plain, ...RATING]])).toEqual([[DROP_RATING]])
    expect(done([[separate([], [index]), plain, ...RATING]])).toEqual([[DROP_RATING]])
  })

  test('of several fields', () => {
    const both = separate([remove('product', 'rating'), remove('product', 'size')])
    expect(done([[both]])).toEqual([[DROP_RATING, 'ALTER TABLE "shop_product" DROP COLUMN "size"']])
  })

  test('of which one is finished already', () => {
    const both = separate([remove('product', 'rating'), remove('product', 'size')])
    const plans = plansOf([[both], [sql('ALTER TABLE "shop_product" DROP COLUMN "size"')]])
    expect(doneBy(plans)).toEqual([[DROP_RATING]])
    expect(plans[0]?.changes.map(({ slug }) => slug)).toEqual(['remove_product_rating'])
  })

  test('of a key, of a many-to-many field, of a model', () => {
    expect(done([[separate([remove('product', 'owner')])]])).toEqual([
      ['ALTER TABLE "shop_product" DROP COLUMN "owner_id"'],
    ])
    expect(done([[separate([remove('product', 'tags')])]])).toEqual([['DROP TABLE "shop_product_tags"']])
    expect(done([[separate([drop('Product')])]])).toEqual([
      ['DROP TABLE "shop_product_tags"', 'DROP TABLE "shop_product"'],
    ])
  })

  test('of a rule that comes later', () => {
    const unique = 'models.UniqueConstraint(fields=["name"], name="one")'
    const steps = [[separate([`migrations.AddConstraint("product", ${unique})`])]]
    expect(done(steps)[0]?.join()).toContain('ADD CONSTRAINT "one" UNIQUE')
  })

  test('of a field that is NULL for now', () => {
    const half = separate([add('weight', 'models.IntegerField(default=1)')], [add('weight', NULLABLE)])
    const [plan] = plansOf([[half]])
    expect(plan?.later.map(({ operation }) => operation.kind)).toEqual(['RunPython', 'RunSQL'])
    expect(sqlOf(plan?.later ?? []).join()).toContain('ALTER COLUMN "weight" SET NOT NULL')
  })

  test('of a field that is to be shorter', () => {
    const half = separate([alter('name', 'models.CharField(max_length=10)')])
    expect(done([[half]])[0]?.join()).toContain('ALTER COLUMN "name" TYPE varchar(10)')
  })
})

describe('a first half of what would not have had to be split', () => {
  const ONE = 'models.UniqueConstraint(fields=["name"], name="one")'
  const known = [`migrations.AddConstraint("product", ${ONE})`]

  test('a rule that the models have let go', () => {
    const half = separate(['migrations.RemoveConstraint("product", "one")'])
    const [plan] = plansOf([known, [half]])
    expect(sqlOf(plan?.later ?? [])).toEqual(['ALTER TABLE "shop_product" DROP CONSTRAINT "one"'])
    expect(sqlOf(plan?.later ?? [], 'reverse_sql').join()).toContain('ADD CONSTRAINT "one" UNIQUE')
    expect(plan?.changes.map(({ later }) => later)).toEqual(['drops one of Product'])
  })

  test('NOT NULL, beside a field that goes', () => {
    const half = separate([alter('rating', NULLABLE), remove('product', 'size')])
    expect(done([[half]])).toEqual([
      [
        'ALTER TABLE "shop_product" ALTER COLUMN "rating" DROP NOT NULL',
        'ALTER TABLE "shop_product" DROP COLUMN "size"',
      ],
    ])
  })

  test('sets of unique_together', () => {
    const alterSets = (sets: string): string => `migrations.AlterUniqueTogether("product", ${sets})`
    const half = separate([alterSets('set()')])
    expect(done([[alterSets('{("name", "size")}')], [half]])[0]?.join()).toContain('DROP CONSTRAINT')
  })
})

describe('on top of it', () => {
  test('there may be migrations of this app and of others', () => {
    const more = {
      'stock/migrations/0001_initial.py': migration({
        dependencies: ['shop.0002_step'],
        operations: [model('Shelf', { product: 'models.ForeignKey("shop.product", models.CASCADE)' })],
      }),
    }
    const plans = plansOf([RATING, [add('weight', NULLABLE)], [remove('product', 'weight')]], more)
    expect(doneBy(plans)).toEqual([[DROP_RATING]])
    expect(plans.map(({ after }) => after)).toEqual(['shop.0004_step'])
  })

  test('there may be another first half: each is finished, one behind the other', () => {
    const plans = plansOf([RATING, [separate([remove('product', 'size')])], [add('weight', NULLABLE)]])
    expect(doneBy(plans)).toEqual([[DROP_RATING], ['ALTER TABLE "shop_product" DROP COLUMN "size"']])
    expect(plans.map(({ after }) => after)).toEqual(['shop.0004_step', 'shop.0002_step (database migration)'])
  })

  test('first halves of several apps are finished together', () => {
    const more = {
      'stock/migrations/0001_initial.py': migration({
        operations: [model('Shelf', { place: NULLABLE })],
      }),
      'stock/migrations/0002_step.py': migration({
        dependencies: ['stock.0001_initial', 'shop.0002_step'],
        operations: [separate([remove('shelf', 'place')])],
      }),
    }
    expect(doneBy(plansOf([RATING], more))).toEqual([
      [DROP_RATING],
      ['ALTER TABLE "stock_shelf" DROP COLUMN "place"'],
    ])
  })

  test('rules over what is pending come back as they are now', () => {
    const index = sql('CREATE INDEX "own" ON "shop_product" ("rating")')
    const [plan] = plansOf([RATING, [index]])
    expect(sqlOf(plan?.later ?? [], 'reverse_sql')).toEqual([
      'ALTER TABLE "shop_product" ADD COLUMN "rating" integer DEFAULT 0 NOT NULL',
      'CREATE INDEX "own" ON "shop_product" ("rating")',
    ])
  })
})

describe('each database', () => {
  test.each(['postgresql', 'mysql', 'mariadb', 'sqlite'] as const)('%s', (dialect) => {
    expect(done([RATING, [add('weight', NULLABLE)]], dialect)[0]?.join()).toMatch(/DROP COLUMN .rating/)
  })

  test.each([
    ['postgresql', 'sqlite'],
    ['sqlite', 'postgresql'],
    ['mariadb', 'sqlite'],
  ] as const)('%s, and %s as well', (dialect, other) => {
    const [plan] = plansOf([RATING, [add('weight', NULLABLE)]], {}, { dialect, others: [other] })
    expect(plan?.later.map(({ operation }) => operation.kind)).toEqual(['SeparateDatabaseAndState'])
    expect(plan?.onVendor).toBeUndefined()
  })

  test('Django can do it', () => {
    const [plan] = plansOf([RATING], {}, { databaseOperations: 'django' })
    expect(plan?.later.map(({ operation }) => operation.kind)).toEqual(['SeparateDatabaseAndState'])
  })
})

describe('what cannot be proved', () => {
  test('is refused, with the place and a way out', () => {
    const half = separate([alter('size', 'models.CharField(max_length=3)')])
    const refusal = refusalOf(() => plansOf([[separate([remove('product', 'rating')]), half]]))
    expect(refusal.code).toBe('not-finished')
    expect(refusal.place?.file.path).toMatch(/0002_step.py$/)
    expect(refusal.wayOut).toContain('makemigrations --empty')
  })

  test('is what has another name by now', () => {
    const rename = 'migrations.RenameModel("Product", "Item")'
    const refusal = refusalOf(() => plansOf([RATING, [rename]]))
    expect(refusal.code).toBe('not-finished')
    expect(refusal.reason).toBe(
      'this renames what shop.0002_step has left pending, so that it has another name by now',
    )
    expect(refusal.place?.file.path).toMatch(/0003_step.py$/)
  })

  test('is a history with two ends', () => {
    const more = { 'shop/migrations/0002_other.py': migration({ dependencies: ['shop.0001_step'] }) }
    expect(refusalOf(() => plansOf([RATING], more)).code).toBe('several-leaves')
  })
})
