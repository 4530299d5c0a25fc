import type { Dialect } from '../../src/core/dialect'
import { pendingOf, type Pending } from '../../src/plan/pending/pending'
import { readSql } from '../../src/sql/read'
import { migration, projectFrom, type Files } from '../support/project'
import { model, remove } from './support'

const INTEGER = 'models.IntegerField()'

const separate = (state: readonly string[], database: readonly string[] = []): string =>
  `migrations.SeparateDatabaseAndState(state_operations=[${state.join(', ')}], database_operations=[${database.join(', ')}])`

const alter = (field: string, call: string): string => `migrations.AlterField("product", "${field}", ${call})`

const sql = (text: string): string => `migrations.RunSQL(${JSON.stringify(text)})`

/** `shop.0001` makes a Product; each of the others comes after the one before it. */
function pendingIn(steps: readonly (readonly string[])[], more: Files = {}, dialect: Dialect = 'postgresql') {
  const first = [
    model('Owner', { name: 'models.TextField()' }),
    model('Product', {
      name: 'models.CharField(max_length=20)',
      rating: INTEGER,
      owner: 'models.ForeignKey("shop.owner", models.CASCADE, null=True)',
    }),
  ]
  const files = [first, ...steps].map((operations, index): readonly [string, string] => [
    `shop/migrations/000${index + 1}_step.py`,
    migration({ dependencies: index === 0 ? [] : [`shop.000${index}_step`], operations }),
  ])
  const project = projectFrom({ ...Object.fromEntries(files), ...more })
  return pendingOf(project, { dialect, readSql })
}

const said = (all: readonly Pending[]): readonly string[] =>
  all.map(({ kind, table, column, name, model: of, field, migration: { key } }) =>
    [key, kind, table, column ?? '-', name ?? '-', of ?? '-', field ?? '-'].join(' '),
  )

const RATING = 'shop.0002_step column shop_product rating - Product rating'
const LET_GO = [alter('rating', 'models.IntegerField(db_default=0)'), separate([remove('product', 'rating')])]

describe('what is pending', () => {
  test('is the column that the first half of the article lets go', () => {
    expect(said(pendingIn([LET_GO]))).toEqual([RATING])
  })

  test('is still that with migrations on top', () => {
    const more = ['migrations.AddField("product", "size", models.IntegerField(null=True))']
    expect(said(pendingIn([LET_GO, more]))).toEqual([RATING])
  })

  test('is nothing once the column is dropped', () => {
    expect(pendingIn([LET_GO, [sql('ALTER TABLE shop_product DROP COLUMN rating')]])).toEqual([])
  })

  test('is a table, and what its keys are', () => {
    const overlap = sql(
      'ALTER TABLE "shop_product" ADD CONSTRAINT "k" FOREIGN KEY ("owner_id") REFERENCES "shop_owner" ("id") ON DELETE SET NULL',
    )
    const off = alter(
      'owner',
      'models.ForeignKey("shop.owner", models.CASCADE, null=True, db_constraint=False)',
    )
    const drop = separate(['migrations.DeleteModel("product")'], [off, overlap])
    expect(said(pendingIn([[drop]]))).toEqual([
      'shop.0002_step table shop_product - - Product -',
      'shop.0002_step overlap-key shop_product owner_id k Product owner',
    ])
  })

  test('is what the models have and the database has not', () => {
    const unique = 'migrations.AddConstraint("product", models.UniqueConstraint(fields=["name"], name="one"))'
    const check =
      'migrations.AddConstraint("product", models.CheckConstraint(condition=models.Q(rating__gte=0), name="two"))'
    const added = separate(
      ['migrations.AddField("product", "size", models.IntegerField())'],
      ['migrations.AddField("product", "size", models.IntegerField(null=True))'],
    )
    const defaulted = separate(
      ['migrations.AddField("product", "kind", models.IntegerField())'],
      ['migrations.AddField("product", "kind", models.IntegerField(db_default=1))'],
    )
    const shorter = separate([alter('name', 'models.CharField(max_length=10)')])
    expect(
      said(pendingIn([[separate([unique]), separate([check])], [added], [defaulted], [shorter]])),
    ).toEqual([
      'shop.0002_step unique shop_product name one Product name',
      'shop.0002_step check shop_product rating two Product rating',
      'shop.0003_step not-null shop_product size - Product size',
      'shop.0004_step default shop_product kind - Product kind',
      'shop.0005_step type shop_product name - Product name',
    ])
  })

  test('is told under the names of the database, and since when, whatever models are called meanwhile', () => {
    const unique = separate([alter('name', 'models.CharField(max_length=20, unique=True)')])
    const rename = separate(
      ['migrations.RenameModel("Product", "Item")'],
      [sql('CREATE VIEW "shop_item" AS SELECT "id", "name", "rating", "owner_id" FROM "shop_product"')],
    )
    expect(said(pendingIn([[unique], [rename]]))).toEqual([
      'shop.0002_step unique shop_product name shop_item_name_key Product name',
      'shop.0003_step view shop_product - shop_item Product -',
    ])
  })

  test('is so since then where the table is renamed on top', () => {
    expect(said(pendingIn([LET_GO, ['migrations.RenameModel("Product", "Item")']]))).toEqual([
      'shop.0002_step column shop_item rating - Product rating',
    ])
  })

  test('is a rule that the models have let go', () => {
    const unique = 'migrations.AddConstraint("product", models.UniqueConstraint(fields=["name"], name="one"))'
    const gone = separate(['migrations.RemoveConstraint("product", "one")'])
    expect(said(pendingIn([[unique], [gone]]))).toEqual([
      'shop.0003_step rule shop_product name one Product name',
    ])
  })

  test('is counted from the last time that it was not so', () => {
    const back = 'migrations.AddField("product", "rating", models.IntegerField(db_default=0))'
    const drop = sql('ALTER TABLE shop_product DROP COLUMN rating')
    expect(said(pendingIn([LET_GO, [drop], [back], [separate([remove('product', 'rating')])]]))).toEqual([
      'shop.0005_step column shop_product rating - Product rating',
    ])
  })
})

describe('what is not pending', () => {
  const NOTHING: readonly (readonly [string, readonly (readonly string[])[]])[] = [
    ['a table of SQL', [[sql('CREATE TABLE legacy (id integer NOT NULL)')]]],
    ['a column of SQL', [[sql('ALTER TABLE shop_product ADD COLUMN extra integer NULL')]]],
    [
      'a column that only a database half has made',
      [[separate([], ['migrations.AddField("product", "extra", models.IntegerField(null=True))'])]],
    ],
    [
      'what came back by SQL after it was dropped',
      [
        LET_GO,
        [sql('ALTER TABLE shop_product DROP COLUMN rating')],
        [sql('ALTER TABLE shop_product ADD COLUMN rating integer NULL')],
      ],
    ],
    [
      'a model that is unmanaged from now on',
      [[separate(['migrations.AlterModelOptions("product", options={"managed": False})'])]],
    ],
    [
      'a model that was never managed',
      [[model('Legacy', { name: INTEGER }, '"managed": False, "db_table": "legacy"')]],
    ],
    [
      'a table that the models take over from SQL',
      [
        [sql('CREATE TABLE legacy (id bigint NOT NULL PRIMARY KEY, name varchar(40) NULL)')],
        [
          separate([
            model('Legacy', { name: 'models.CharField(max_length=20, unique=True)' }, '"db_table": "legacy"'),
          ]),
        ],
      ],
    ],
    ['what SQL alone has relaxed', [[sql('ALTER TABLE shop_product ALTER COLUMN rating DROP NOT NULL')]]],
    ['what SQL alone has given a default', [[sql('ALTER TABLE shop_product ALTER rating SET DEFAULT 0')]]],
    [
      'what SQL lets go, and does as well',
      [
        [
          'migrations.RunSQL("ALTER TABLE shop_product DROP COLUMN rating", state_operations=[migrations.RemoveField("product", "rating")])',
        ],
      ],
    ],
    ['a whole removal', [[remove('product', 'rating')]]],
    ['both halves at once', [[separate([remove('product', 'rating')], [remove('product', 'rating')])]]],
  ]

  test.each(NOTHING)('%s', (_name, steps) => {
    expect(said(pendingIn(steps))).toEqual([])
  })

  test('a model that another app has taken over', () => {
    const taken = model(
      'Product',
      { name: 'models.CharField(max_length=20)', rating: INTEGER },
      '"db_table": "shop_product"',
    )
    const owner =
      'migrations.AddField("product", "owner", models.ForeignKey("shop.owner", models.CASCADE, null=True))'
    const more = {
      'stock/migrations/0001_initial.py': migration({
        dependencies: ['shop.0002_step'],
        operations: [separate([taken, owner])],
      }),
    }
    expect(said(pendingIn([[separate(['migrations.DeleteModel("product")'])]], more))).toEqual([])
  })
})
