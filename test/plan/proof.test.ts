import type { Dialect } from '../../src/core/dialect'
import { applyOperation } from '../../src/django/replay'
import type { Operation } from '../../src/django/operation'
import { prove } from '../../src/plan/proof'
import { historyOf } from '../support/history'
import { operationsFrom } from '../support/operations'
import { refusalOf } from '../support/refusal'
import { drop, environmentOf, model, OPTIONS, remove } from './support'

/**
 * Each plan is written out as it stands in the two files, and then one thing in it is broken: the proof has to see it.
 */
interface Written {
  readonly history: readonly string[]
  readonly original: readonly string[]
  /** The operations of the state migration and of the database migration. */
  readonly state: string
  readonly database: string
}

const CASCADE = 'django.db.models.deletion.CASCADE'
const SHOP = [
  model('Owner', { name: 'models.CharField(max_length=9)' }),
  model('Product', {
    rating: 'models.IntegerField()',
    owner: `models.ForeignKey(on_delete=${CASCADE}, to="shop.owner")`,
  }),
]

const RATING: Written = {
  history: SHOP,
  original: [remove('product', 'rating')],
  state: `migrations.SeparateDatabaseAndState(
    state_operations=[migrations.RemoveField("product", "rating")],
    database_operations=[migrations.AlterField("product", "rating", models.IntegerField(null=True))],
  )`,
  database: `migrations.RunSQL(
    sql=['ALTER TABLE "shop_product" DROP COLUMN "rating"'],
    reverse_sql=['ALTER TABLE "shop_product" ADD COLUMN "rating" integer NULL'],
  )`,
}

const KEY =
  'ALTER TABLE "shop_product" ADD CONSTRAINT "k" FOREIGN KEY ("owner_id") REFERENCES "shop_owner" ("id")' +
  ' ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED NOT VALID'
const ADD_KEY = `migrations.RunSQL(
      ['${KEY}'],
      ['ALTER TABLE "shop_product" DROP CONSTRAINT "k"'],
    )`
const OWNER: Written = {
  history: SHOP,
  original: [remove('product', 'owner')],
  state: `migrations.SeparateDatabaseAndState(
    state_operations=[migrations.RemoveField("product", "owner")],
    database_operations=[
      migrations.AlterField(
        "product",
        "owner",
        models.ForeignKey(db_constraint=False, null=True, on_delete=${CASCADE}, to="shop.owner"),
      ),
      ${ADD_KEY},
    ],
  )`,
  database: `migrations.RunSQL(
    sql=['ALTER TABLE "shop_product" DROP COLUMN "owner_id"'],
    reverse_sql=[
      'ALTER TABLE "shop_product" ADD COLUMN "owner_id" bigint NULL',
      'CREATE INDEX "shop_product_owner_id_c7c481d9" ON "shop_product" ("owner_id")',
      '${KEY}',
    ],
  )`,
}

const TAG: Written = {
  history: [model('Tag', { name: 'models.TextField()' })],
  original: [drop('Tag')],
  state: `migrations.SeparateDatabaseAndState(state_operations=[migrations.DeleteModel("Tag")])`,
  database: `migrations.SeparateDatabaseAndState(database_operations=[
    migrations.SeparateDatabaseAndState(state_operations=[
      migrations.CreateModel("Tag", [("id", models.BigAutoField(primary_key=True)), ("name", models.TextField())]),
    ]),
    migrations.DeleteModel("Tag"),
  ])`,
}

function proved({ history, original, state, database }: Written, dialect: Dialect = 'postgresql'): void {
  const start = historyOf(history, dialect)
  const environment = environmentOf(start)
  const replayed = (operations: readonly Operation[]) =>
    operations.reduce((snapshot, each) => applyOperation(each, snapshot, environment), start)
  const [first, ...rest] = operationsFrom(original)
  if (first === undefined) throw new Error('nothing is split')
  const end = replayed([first, ...rest])
  prove({
    environment,
    options: { ...OPTIONS, dialect },
    place: first.place,
    start,
    original: [first, ...rest],
    operations: state === '' ? [] : operationsFrom([state]),
    before: (snapshot) => snapshot,
    rest: (snapshot) => snapshot,
    later: (database === '' ? [] : operationsFrom([database])).map((operation) => ({
      operation,
      comment: [],
    })),
    unsplit: { overlap: end, end },
  })
}

test.each([
  ['a column', RATING],
  ['a key', OWNER],
  ['a table', TAG],
])('%s, with nothing broken', (_title, written) => {
  expect(() => {
    proved(written)
  }).not.toThrow()
})

interface Break {
  readonly state?: readonly [text: string | RegExp, instead: string]
  readonly database?: readonly [text: string | RegExp, instead: string]
}

function broken(written: Written, { state, database }: Break): Written {
  return {
    ...written,
    state: changed(written.state, state),
    database: changed(written.database, database),
  }
}

function changed(text: string, change: Break['state']): string {
  if (change === undefined) return text
  const result = text.replace(...change)
  expect(result).not.toBe(text)
  return result
}

const WHOLE = /^[^]*$/
const RELAXED = /migrations\.AlterField\("product", "rating".*\)\)/

describe('what is broken is seen', () => {
  test.each<[title: string, written: Written, change: Break, words: RegExp]>([
    [
      'no step that lets the column be left out',
      RATING,
      { state: [RELAXED, ''] },
      /new code cannot live with the overlap \(.*inserts rows without shop_product\.rating/,
    ],
    [
      'the column is dropped at once',
      RATING,
      { state: [WHOLE, RATING.original[0] ?? ''], database: [WHOLE, ''] },
      /old code cannot live with the overlap \(old code uses the column shop_product\.rating, which is gone/,
    ],
    [
      'the column becomes another one',
      RATING,
      { state: ['IntegerField(null', 'TextField(null'] },
      /old code cannot live with the overlap \(the type of shop_product\.rating/,
    ],
    [
      'the column is never dropped',
      RATING,
      { database: [WHOLE, ''] },
      /the database migration does not end in the same schema \(shop_product: column rating/,
    ],
    [
      'the way back has another default',
      RATING,
      { database: ['integer NULL', 'integer DEFAULT 1 NULL'] },
      /the database migration does not undo itself/,
    ],
    [
      'the way back is not relaxed',
      RATING,
      { database: ['integer NULL', 'integer NOT NULL'] },
      /the database migration does not undo itself/,
    ],
    [
      'there is no way back',
      RATING,
      { database: [/reverse_sql=.*/, 'reverse_sql=migrations.RunSQL.noop'] },
      /undo itself/,
    ],
    [
      'the state does not move',
      RATING,
      { state: ['migrations.RemoveField("product", "rating")', ''] },
      /the state migration does not end in the same models \(shop\.product\)/,
    ],
    [
      'the database migration moves the state as well',
      RATING,
      { database: [WHOLE, `migrations.AddField("product", "rating", models.IntegerField(null=True))`] },
      /no split of this can be proved safe/,
    ],
    [
      'the overlap key is left out: nobody empties the column',
      OWNER,
      { state: [`${ADD_KEY},`, ''] },
      /old code cannot live with the overlap \(nothing looks after shop_product\.owner_id any more/,
    ],
    [
      'the old key stays beside the new one',
      OWNER,
      { state: ['db_constraint=False, ', ''] },
      /new code cannot live with the overlap \(rows of shop_product\.owner_id,/,
    ],
    [
      'the overlap key does not let the row go',
      OWNER,
      { state: [' ON DELETE SET NULL', ''] },
      /new code cannot live with the overlap \(rows of shop_product\.owner_id,/,
    ],
    [
      'the overlap key would empty a column that takes no NULL',
      OWNER,
      { state: ['null=True, ', ''] },
      /new code cannot live with the overlap/,
    ],
    [
      'the overlap key is left out on the way back of the database migration',
      OWNER,
      { database: [`'${KEY}',`, ''] },
      /the database migration does not undo itself \(shop_product: key \w+/,
    ],
    [
      'another key is made on the way back of the database migration',
      OWNER,
      { database: ['ON DELETE SET NULL', 'ON DELETE CASCADE'] },
      /the database migration does not undo itself \(shop_product: key/,
    ],
    [
      'the overlap key stays on the way back of the state migration',
      OWNER,
      { state: [`['ALTER TABLE "shop_product" DROP CONSTRAINT "k"']`, 'migrations.RunSQL.noop'] },
      /the state migration does not undo itself \(shop_product: key/,
    ],
    [
      'the index is not made again',
      OWNER,
      { database: [/'CREATE INDEX.*',/, ''] },
      /the database migration does not undo itself \(shop_product: index/,
    ],
    [
      'the table is never dropped',
      TAG,
      { database: [WHOLE, ''] },
      /does not end in the same schema \(the table shop_tag is in one only\)/,
    ],
    [
      'another table is made on the way back',
      TAG,
      { database: ['models.TextField()', 'models.TextField(null=True)'] },
      /the database migration does not undo itself \(shop_tag: column/,
    ],
    [
      'SQL that the database would refuse',
      RATING,
      { database: ['DROP COLUMN "rating"', 'DROP COLUMN "ratng"'] },
      /no split of this can be proved safe: .*ratng/,
    ],
  ])('%s', (_title, written, change, words) => {
    const refusal = refusalOf(() => {
      proved(broken(written, change))
    })
    expect(refusal.code).toBe('proof-failed')
    expect(refusal.reason).toMatch(words)
  })
})

test('what SQLite would lose with a table that it makes again', () => {
  const rebuilt = `migrations.SeparateDatabaseAndState(
    state_operations=[migrations.RemoveField("product", "rating"), migrations.AddField("product", "x", models.IntegerField(null=True))],
    database_operations=[
      migrations.AlterField("product", "rating", models.IntegerField(null=True)),
      migrations.SeparateDatabaseAndState(state_operations=[migrations.RemoveField("product", "rating")]),
      migrations.AlterField("product", "owner", models.ForeignKey(null=True, on_delete=${CASCADE}, to="shop.owner")),
    ],
  )`
  const refusal = refusalOf(() => {
    proved({ ...RATING, state: rebuilt }, 'sqlite')
  })
  expect(refusal.code).toBe('table-rebuild')
})

test('what the author made irreversible need not be undone', () => {
  const original = [remove('product', 'rating'), 'migrations.RunPython(print)']
  const irreversible = `${RATING.state}, migrations.RunPython(print)`
  expect(() => {
    proved({ ...RATING, original, state: irreversible })
  }).not.toThrow()
})
