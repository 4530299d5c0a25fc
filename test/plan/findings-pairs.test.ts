import { findingsIn, shop, told, type Migrations } from './findings-support'
import { model } from './support'
import type { MigrationParts } from '../support/project'

const PRODUCT = model('Product', { name: 'models.CharField(max_length=20)', rating: 'models.IntegerField()' })
const TAG = model('Tag', { label: 'models.CharField(max_length=20)' })
const OWNER = model('Owner', {})
const HELD = model('Thing', { owner: 'models.ForeignKey("shop.Owner", models.CASCADE, null=True)' })

const state = (...operations: readonly string[]): string =>
  `migrations.SeparateDatabaseAndState(state_operations=[${operations.join(', ')}])`
const database = (...operations: readonly string[]): string =>
  `migrations.SeparateDatabaseAndState(state_operations=[], database_operations=[${operations.join(', ')}])`
const sql = (text: string): string => `migrations.RunSQL(${JSON.stringify(text)})`

const RELAX = 'migrations.AlterField("product", "rating", models.IntegerField(db_default=0))'
const REMOVE = 'migrations.RemoveField("product", "rating")'
const DROP = sql('ALTER TABLE shop_product DROP COLUMN rating;')

/** The two migrations of the article, by hand. */
const FIRST: MigrationParts = { operations: [RELAX, state(REMOVE)] }
const SECOND: MigrationParts = { operations: [database(DROP)] }
const ARTICLE = {
  '0001_initial': { operations: [PRODUCT, TAG, OWNER, HELD] },
  '0002_state': FIRST,
  '0003_db': SECOND,
} satisfies Migrations

const allOf = (migrations: Migrations, names?: readonly string[]): readonly string[] =>
  told(findingsIn(shop(migrations), names))

describe('the split of the article', () => {
  test.each([['0002_state'], ['0003_db']])('%s alone is right', (name) => {
    expect(allOf(ARTICLE, [name])).toEqual([])
  })

  test('whose halves come with the same release is not', () => {
    expect(allOf(ARTICLE)).toEqual(['error halves-together SeparateDatabaseAndState(RunSQL)'])
  })

  test('where there is no old code: the model is as new as its split', () => {
    expect(allOf(ARTICLE, Object.keys(ARTICLE))).toEqual([])
  })
})

describe('halves-together', () => {
  test('names what breaks, and the first half', () => {
    const [found] = findingsIn(shop(ARTICLE))
    expect(found?.message).toBe(
      'the code that is live when this release begins cannot live with this: old code uses the column shop_product.rating, which is gone; shop.0002_state ships in the same release',
    )
  })

  test.each([
    ['safemigrate', 'safe = Safe.after_deploy()'],
    ['syzygy', 'stage = Stage.POST_DEPLOY'],
  ])('not where %s holds the second back', (_name, line) => {
    expect(allOf({ ...ARTICLE, '0003_db': { ...SECOND, body: [line] } })).toEqual([])
  })

  test('a mark for before the deployment holds nothing back', () => {
    const body = ['safe = Safe.before_deploy()', 'stage = Stage.PRE_DEPLOY']
    expect(allOf({ ...ARTICLE, '0003_db': { ...SECOND, body } })).toHaveLength(1)
  })

  test('a name that ends in _contract is a note', () => {
    const { '0003_db': second, ...rest } = ARTICLE
    expect(allOf({ ...rest, '0003_rating_contract': second })).toEqual([
      'note halves-together SeparateDatabaseAndState(RunSQL)',
    ])
  })

  test('with other migrations in between', () => {
    const between = { operations: ['migrations.AddField("tag", "size", models.IntegerField(null=True))'] }
    const { '0003_db': second, ...rest } = ARTICLE
    const names = ['0002_state', '0004_db']
    expect(allOf({ ...rest, '0003_more': between, '0004_db': second }, names)).toHaveLength(1)
  })

  test('not where the first half is live, though migrate would come to it later', () => {
    const log = { dependencies: ['shop.0001_initial'], operations: [model('Log', {})] }
    const own = shop({ '0001_log': log })['shop/migrations/0001_log.py'] ?? ''
    const apart = { ...shop(ARTICLE), 'admin_tools/migrations/0001_log.py': own }
    expect(told(findingsIn(apart, ['0001_log', '0003_db']))).toEqual([])
  })

  test('the second half of a new field as well', () => {
    const first = {
      operations: [
        'migrations.SeparateDatabaseAndState(state_operations=[migrations.AddField("product", "size", models.IntegerField(default=1))], database_operations=[migrations.AddField("product", "size", models.IntegerField(db_default=1))])',
      ],
    }
    const second = { operations: [database(sql('ALTER TABLE shop_product ALTER COLUMN size DROP DEFAULT'))] }
    const files = { ...ARTICLE, '0002_state': first, '0003_db': second }
    expect(allOf(files, ['0003_db'])).toEqual([])
    expect(allOf(files)).toEqual(['error halves-together SeparateDatabaseAndState(RunSQL)'])
  })

  test('SQL that takes nothing away from anybody ships with any release', () => {
    const index = { operations: [database(sql('CREATE INDEX by_name ON shop_product (name)'))] }
    expect(allOf({ ...ARTICLE, '0003_db': index })).toEqual([])
  })
})

describe('missing-first-half', () => {
  const alone = { '0001_initial': ARTICLE['0001_initial'], '0003_db': SECOND }

  test('where the models still have the column', () => {
    const found = findingsIn(shop(alone))
    expect(told(found)).toEqual(['error missing-first-half SeparateDatabaseAndState(RunSQL)'])
    expect(found[0]?.message).toContain('shop_product.rating')
  })

  test('where the models still have the table', () => {
    const drop = { operations: [sql('DROP TABLE shop_tag')] }
    expect(allOf({ '0001_initial': ARTICLE['0001_initial'], '0002_db': drop })).toEqual([
      'error missing-first-half RunSQL',
    ])
  })

  test('where the first half may run later: it is no dependency', () => {
    const apart = {
      ...shop({ '0001_initial': ARTICLE['0001_initial'], '0002_state': FIRST }),
      'zoo/migrations/0001_db.py':
        shop({ x: { dependencies: ['shop.0001_initial'], operations: [database(DROP)] } })[
          'shop/migrations/x.py'
        ] ?? '',
    }
    const found = findingsIn(apart, ['0001_db'])
    expect(told(found)).toEqual(['error missing-first-half SeparateDatabaseAndState(RunSQL)'])
    expect(found[0]?.fix).toBe('add shop.0002_state to its dependencies')
  })

  test('not where nobody has known the column', () => {
    const old = sql('ALTER TABLE shop_product ADD COLUMN legacy integer NULL')
    const drop = { operations: [sql('ALTER TABLE shop_product DROP COLUMN legacy')] }
    const initial = { operations: [PRODUCT, old] }
    expect(allOf({ '0001_initial': initial, '0002_db': drop })).toEqual([])
  })
})

describe('name-comes-back', () => {
  const again = { operations: ['migrations.AddField("product", "rating", models.IntegerField(null=True))'] }

  test('before the database half has run', () => {
    const found = findingsIn(shop({ ...ARTICLE, '0003_db': again }))
    expect(told(found)).toEqual(['error name-comes-back AddField Product.rating'])
    expect(found[0]?.message).toContain(
      'since shop.0002_state has taken Product.rating out of the models alone',
    )
  })

  test('a table', () => {
    const first = { operations: [state('migrations.DeleteModel("tag")')] }
    expect(allOf({ ...ARTICLE, '0002_state': first, '0003_db': { operations: [TAG] } })).toEqual([
      'error name-comes-back CreateModel Tag',
    ])
  })

  test('not behind it, and not under a name of its own', () => {
    expect(allOf({ ...ARTICLE, '0004_again': again }, ['0004_again'])).toEqual([])
    const own =
      'migrations.AddField("product", "rating", models.IntegerField(null=True, db_column="rating_2"))'
    expect(allOf({ ...ARTICLE, '0003_db': { operations: [own] } })).toEqual([])
  })

  test('what fails for another reason keeps its name', () => {
    const twice = { operations: ['migrations.AddField("product", "name", models.TextField(null=True))'] }
    expect(allOf({ ...ARTICLE, '0003_db': twice })).toEqual(['error not-applicable AddField Product.name'])
  })
})

describe('crashes', () => {
  const MODELS = { operations: [state('migrations.DeleteModel("tag")')] }

  test.each([
    ['a KeyError', REMOVE, FIRST],
    ['a FieldDoesNotExist', RELAX, FIRST],
    ['a FieldDoesNotExist', 'migrations.RenameField("product", "rating", "stars")', FIRST],
    ['a KeyError', 'migrations.DeleteModel("tag")', MODELS],
    ['a KeyError', 'migrations.AlterModelTable("tag", "tags")', MODELS],
    ['a KeyError', 'migrations.RemoveField("tag", "label")', MODELS],
  ])('%s: %s', (exception, operation, first) => {
    for (const written of [database(operation), operation]) {
      const found = findingsIn(
        shop({ ...ARTICLE, '0002_state': first, '0003_db': { operations: [written] } }),
      )
      expect(found.map(({ rule }) => rule)).toEqual(['crashes'])
      expect(found[0]?.message).toContain(`migrate stops here with ${exception}: `)
    }
  })

  test('not with the state that the operation needs before it, as bgsplit writes it', () => {
    const known = state('migrations.AddField("product", "rating", models.IntegerField(db_default=0))')
    const second = { operations: [database(known, REMOVE)] }
    expect(allOf({ ...ARTICLE, '0003_db': second }, ['0003_db'])).toEqual([])
  })

  test('a field that is gone from the database as well is one too many', () => {
    const files = { ...ARTICLE, '0002_state': { operations: [REMOVE] }, '0003_db': { operations: [REMOVE] } }
    expect(allOf(files, ['0003_db'])).toEqual(['error unknown-field RemoveField Product.rating'])
  })

  test('a field that has never been there is a misspelling', () => {
    const second = { operations: [database('migrations.RemoveField("product", "ratings")')] }
    expect(allOf({ ...ARTICLE, '0003_db': second })).toEqual([
      'error unknown-field SeparateDatabaseAndState(RemoveField Product.ratings)',
    ])
  })
})

describe('rule-left-behind', () => {
  const half = (...operations: readonly string[]): readonly string[] =>
    allOf({ '0001_initial': ARTICLE['0001_initial'], '0002_state': { operations } })

  test('a column that is NOT NULL and has no default', () => {
    expect(half(state(REMOVE))).toEqual([
      'error rule-left-behind SeparateDatabaseAndState(RemoveField Product.rating)',
    ])
  })

  test('a foreign key as it was', () => {
    expect(half(state('migrations.RemoveField("thing", "owner")'))).toEqual([
      'error rule-left-behind SeparateDatabaseAndState(RemoveField Thing.owner)',
    ])
  })

  test('a unique rule over what gets the same value twice', () => {
    const unique =
      'migrations.AlterField("product", "rating", models.IntegerField(unique=True, db_default=0))'
    const initial = { operations: [PRODUCT, unique] }
    expect(allOf({ '0001_initial': initial, '0002_state': { operations: [state(REMOVE)] } })).toEqual([
      'error rule-left-behind SeparateDatabaseAndState(RemoveField Product.rating)',
    ])
  })

  test('not where the migration puts it right, before or after', () => {
    expect(half(RELAX, state(REMOVE))).toEqual([])
    const relaxed = sql('ALTER TABLE shop_product ALTER COLUMN rating DROP NOT NULL')
    expect(half(state(REMOVE), relaxed)).toEqual(['note reads-null RunSQL'])
  })

  test('of two halves the one that does it', () => {
    const relaxed = sql('ALTER TABLE shop_product ALTER COLUMN rating DROP NOT NULL')
    expect(half(state(REMOVE), relaxed, state('migrations.RemoveField("thing", "owner")'))).toEqual([
      'note reads-null RunSQL',
      'error rule-left-behind SeparateDatabaseAndState(RemoveField Thing.owner)',
    ])
    expect(half(state('migrations.AlterModelOptions("tag", {"ordering": ["id"]})'), state(REMOVE))).toEqual([
      'error rule-left-behind SeparateDatabaseAndState(RemoveField Product.rating)',
    ])
  })

  test('once, and what the split is refused for, beside an operation that breaks old code', () => {
    const found = half(state('migrations.DeleteModel("Thing")'), 'migrations.RemoveField("tag", "label")')
    expect(found).toEqual([
      'error rule-left-behind SeparateDatabaseAndState(DeleteModel Thing)',
      'error missing-column RemoveField Tag.label',
    ])
  })
})
