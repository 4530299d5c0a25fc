import { refusalOf } from '../support/refusal'
import { findingsIn, shop, told } from './findings-support'
import { model, planOf, remove, sqlOf, type History } from './support'

const PRODUCT = model('Product', { a: 'models.IntegerField()' })
const sql = (text: string): string => `migrations.RunSQL('${text}', migrations.RunSQL.noop)`
const inDatabase = (operation: string): string =>
  `migrations.SeparateDatabaseAndState(database_operations=[${operation}])`
const after = (operation: string): History => ({
  before: [PRODUCT],
  operations: [operation, remove('product', 'a')],
})

/** As netbox and saleor have it: PostgreSQL renames sequences by ALTER TABLE, and names were others with an older Django. */
const NOT_FOLLOWED: readonly (readonly [string, string])[] = [
  ['a sequence', sql('ALTER TABLE "shop_product_id_seq" RENAME TO "goods_id_seq"')],
  [
    'the primary key',
    sql('ALTER TABLE "shop_product" RENAME CONSTRAINT "shop_product_pkey" TO "goods_pkey"'),
  ],
  ['a constraint of an older Django', sql('ALTER TABLE "shop_product" DROP CONSTRAINT "old_uniq"')],
  ['a table that Python made', sql('ALTER TABLE "made_by_python" ADD COLUMN "a" integer NULL')],
]

describe('SQL of the user that does not fit the history', () => {
  test.each(NOT_FOLLOWED)('%s: is not looked into, and the rest is split', (_what, operation) => {
    const plan = planOf(after(operation))
    expect(plan.splits).toHaveLength(1)
    expect(plan.isAnalysed).toBe(false)
    expect(plan.notes.map(({ text }) => text)).toContain('not analysed, and left as it is written: RunSQL')
    expect(sqlOf(plan.later)).toContain('ALTER TABLE "shop_product" DROP COLUMN "a"')
  })

  test.each(NOT_FOLLOWED)('%s: among database operations', (_what, operation) => {
    expect(planOf(after(inDatabase(operation))).splits).toHaveLength(1)
  })

  test.each(NOT_FOLLOWED)('%s: a note of check', (_what, operation) => {
    const found = findingsIn(
      shop({ '0001_initial': { operations: [PRODUCT] }, '0002_m': { operations: [operation] } }),
    )
    expect(told(found)).toEqual(['note not-analysed RunSQL'])
  })

  test('of a half that bgsplit wrote it is refused', () => {
    const text = `from django.db import migrations


class Migration(migrations.Migration):
    # Step 2 of 2, for a later release, when no code from before 0001_initial runs any more.
    dependencies = [("shop", "0001_initial")]
    operations = [${sql('ALTER TABLE "gone" DROP COLUMN "a"')}]
`
    const files = { 'shop/migrations/0002_auto.py': text }
    const { code, reason } = refusalOf(() => planOf({ before: [PRODUCT], operations: [], files }))
    expect(code).toBe('not-applicable')
    expect(reason).toContain('there is no table gone')
  })
})

describe('an operation of Django that does not fit', () => {
  const onlyState = `migrations.SeparateDatabaseAndState(state_operations=[${PRODUCT}])`
  const refused = (before: readonly string[]): string =>
    refusalOf(() => planOf({ before, operations: [remove('product', 'a')] })).reason

  test('would fail', () => {
    expect(refused([onlyState])).toBe(
      'migrate would fail on this RemoveField as it is written: there is no table shop_product',
    )
  })

  test('may fit where something before it cannot be read', () => {
    expect(refused([onlyState, 'migrations.RunPython(make_tables)'])).toBe(
      'this RemoveField does not fit the database, as far as the migrations before it can be followed: there is no table shop_product',
    )
  })
})

/** netbox moves a model to another app so, sequences and all. */
test('what fits is followed, in the history and in the migration itself', () => {
  const moves = [
    'ALTER TABLE "shop_product_id_seq" RENAME TO "goods_id_seq"',
    'ALTER TABLE "shop_product" RENAME TO "goods"',
  ]
  const made = `migrations.SeparateDatabaseAndState(database_operations=[${moves.map(sql).join(', ')}], state_operations=[migrations.AlterModelTable("product", "goods")])`
  const plan = planOf({ before: [PRODUCT, made], operations: [remove('product', 'a')] })
  expect(sqlOf(plan.later)).toContain('ALTER TABLE "goods" DROP COLUMN "a"')
  const parts = { '0001_initial': { operations: [PRODUCT] }, '0002_m': { operations: [made] } }
  expect(told(findingsIn(shop(parts)))).toEqual([
    'error missing-table SeparateDatabaseAndState(AlterModelTable Product)',
    'note not-analysed SeparateDatabaseAndState(AlterModelTable Product)',
  ])
})

test('operations whose halves do not fit one another are no mistake of the history', () => {
  const kinds = (to: string): string => `models.ManyToManyField("shop.${to}")`
  const proxy =
    'migrations.CreateModel("KindProxy", fields=[], options={"proxy": True}, bases=("shop.kind",))'
  const before = [model('Kind', {}), model('Thing', { kinds: kinds('kind') }), proxy]
  const operations = [
    'migrations.RenameField("thing", "kinds", "sorts")',
    `migrations.AlterField("thing", "sorts", ${kinds('kindproxy')})`,
  ]
  const { reason, wayOut } = refusalOf(() => planOf({ before, operations }))
  expect(reason).toContain('the operations of this migration cannot be split together: ')
  expect(wayOut).toBe('write them as two migrations or more, and split each of these')
})

describe('a column that gets another name and other rules at once', () => {
  const altered = (from: string, to: string): History => ({
    before: [model('Product', { a: from })],
    operations: [`migrations.AlterField("product", "a", ${to})`],
  })

  test('is to be renamed by itself, where the two cannot be split together', () => {
    const history = altered('models.JSONField()', 'models.JSONField(db_column="z", db_comment="x")')
    const { code, reason, wayOut } = refusalOf(() => planOf(history, { dialect: 'mariadb' }))
    expect(code).toBe('renamed')
    expect(reason).toContain('gives the column of product.a another name and changes more of it')
    expect(wayOut).toBe('give it the new db_column in a migration of its own')
  })

  test('is not split for SQLite', () => {
    const history = altered(
      'models.IntegerField(null=True)',
      'models.IntegerField(db_column="z", unique=True)',
    )
    const { code, reason } = refusalOf(() => planOf(history, { dialect: 'sqlite' }))
    expect([code, reason]).toEqual([
      'renamed',
      'AlterField cannot be split for SQLite, where nothing keeps two names of a table or a column equal',
    ])
  })
})

test('a column that the database works out has no second name', () => {
  const field =
    'models.GeneratedField(expression=models.F("n"), output_field=models.IntegerField(), db_persist=True)'
  const before = [model('Product', { n: 'models.IntegerField()', a: field })]
  const history = { before, operations: ['migrations.RenameField("product", "a", "b")'] }
  const { code, reason, wayOut } = refusalOf(() => planOf(history))
  expect([code, reason]).toEqual(['renamed', 'the database works out a, and no trigger writes to it'])
  expect(wayOut).toContain('db_column="a"')
})

test('the index of a new field comes at the end, when that of the field that had its name may be gone', () => {
  const key = (to: string): string => `models.ForeignKey("shop.${to}", models.CASCADE, null=True)`
  const before = [model('Owner', {}), model('Shop', {}), model('Product', { owner: key('Owner') })]
  const operations = [
    'migrations.RenameField("product", "owner", "owner_old")',
    `migrations.AddField("product", "owner", ${key('Shop')})`,
    remove('product', 'owner_old'),
  ]
  const { code, reason } = refusalOf(() => planOf({ before, operations }))
  expect(code).toBe('name-comes-back')
  expect(reason).toContain('already has an index shop_product_owner_id_c7c481d9')
})
