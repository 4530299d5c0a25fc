import type { Dialect } from '../../src/core/dialect'
import { drop, model, planOf, remove, sqlOf, type History } from './support'

const CASCADE = 'django.db.models.deletion.CASCADE'
const key = (to: string, more = ''): string =>
  `models.ForeignKey(${more}on_delete=${CASCADE}, to="shop.${to}")`

/** What the database migration drops, in its order: `drop shop_product.rating`, `drop shop_tag`. */
function drops(history: History, dialect: Dialect = 'postgresql'): readonly string[] {
  const statements = sqlOf(planOf(history, { dialect }).later).filter((sql) => !sql.startsWith('LOCK'))
  return statements.map((sql) =>
    sql
      .replaceAll(/["`]|IF EXISTS /g, '')
      .replace(/^ALTER TABLE (\S+) .*DROP COLUMN (.+)$/, 'drop $1.$2')
      .replace(/^DROP TABLE (.+)$/, 'drop $1')
      .replace(/^ALTER TABLE (\S+) DROP (?:CONSTRAINT|FOREIGN KEY) .*$/, 'unlink $1'),
  )
}

const A_TO_B = [model('B', {}), model('A', { b: key('b'), n: 'models.IntegerField()' })]

describe('the order of the drops', () => {
  test.each<[title: string, history: History, expected: string[]]>([
    [
      'columns in the order of the file',
      {
        before: [model('A', { x: 'models.IntegerField()', y: 'models.IntegerField()' })],
        operations: [remove('a', 'y'), remove('a', 'x')],
      },
      ['drop shop_a.y', 'drop shop_a.x'],
    ],
    [
      'columns before tables',
      { before: A_TO_B, operations: [remove('a', 'b'), drop('B'), remove('a', 'n')] },
      ['drop shop_a.b_id', 'drop shop_a.n', 'drop shop_b'],
    ],
    [
      'a table before the one that it points at',
      { before: A_TO_B, operations: [remove('a', 'b'), drop('B'), drop('A')] },
      ['drop shop_a', 'drop shop_b'],
    ],
    [
      'a chain, from whatever end it is deleted',
      {
        before: [model('C', {}), model('B', { c: key('c') }), model('A', { b: key('b') })],
        operations: [remove('b', 'c'), drop('C'), remove('a', 'b'), drop('B'), drop('A')],
      },
      ['drop shop_a', 'drop shop_b', 'drop shop_c'],
    ],
    [
      'a circle: keys on what is dropped first are dropped before it',
      {
        before: [
          model('A', {}),
          model('B', { a: key('a') }),
          `migrations.AddField("a", "b", ${key('b', 'null=True, ')})`,
        ],
        operations: [remove('a', 'b'), remove('b', 'a'), drop('A'), drop('B')],
      },
      ['unlink shop_b', 'drop shop_a', 'drop shop_b'],
    ],
    [
      'a table that points at itself',
      { before: [model('A', { parent: key('a', 'null=True, ') })], operations: [drop('A')] },
      ['drop shop_a'],
    ],
    [
      'many-to-many tables before the model',
      {
        before: [model('B', {}), model('A', { bs: 'models.ManyToManyField(to="shop.b")' })],
        operations: [drop('A')],
      },
      ['drop shop_a_bs', 'drop shop_a'],
    ],
    [
      'a field that goes with its table is not dropped for itself',
      { before: A_TO_B, operations: [remove('a', 'n'), drop('A')] },
      ['drop shop_a'],
    ],
  ])('%s', (_title, history, expected) => {
    expect(drops(history)).toEqual(expected)
    if (!expected.some((each) => each.startsWith('unlink')))
      expect(drops(history, 'mariadb')).toEqual(expected)
  })
})

describe('on the way back', () => {
  const back = (history: History, dialect: Dialect): readonly string[] =>
    sqlOf(planOf(history, { dialect }).later, 'reverse_sql')
  const plain = { before: A_TO_B, operations: [remove('a', 'b')] }

  test('the column, its index and its overlap key', () => {
    expect(back(plain, 'postgresql')).toEqual([
      'LOCK TABLE "shop_b" IN SHARE ROW EXCLUSIVE MODE',
      'ALTER TABLE "shop_a" ADD COLUMN "b_id" bigint NULL',
      'CREATE INDEX "shop_a_b_id_96c205b0" ON "shop_a" ("b_id")',
      'ALTER TABLE "shop_a" ADD CONSTRAINT "shop_a_b_id_overlap" FOREIGN KEY ("b_id") REFERENCES "shop_b" ("id")' +
        ' ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED NOT VALID',
    ])
  })

  test('SQLite cannot add a key: the overlap there has none', () => {
    expect(back(plain, 'sqlite').filter((sql) => sql.includes('REFERENCES'))).toEqual([])
  })

  test("where Django's own operation makes it again, the overlap key comes after it", () => {
    const { later } = planOf(plain, { databaseOperations: 'django' })
    const kinds = later.map(({ operation }) => operation.kind)
    expect(kinds).toEqual(['RunSQL', 'RunSQL', 'SeparateDatabaseAndState'])
    expect(sqlOf(later)).toEqual(['LOCK TABLE "shop_b" IN SHARE ROW EXCLUSIVE MODE'])
    expect(sqlOf(later, 'reverse_sql')).toEqual([
      expect.stringMatching(/ADD CONSTRAINT "shop_a_b_id_overlap"/),
    ])
  })
})

describe('what is Django left to do', () => {
  const kinds = (field: string, dialect: Dialect, more = {}): readonly string[] =>
    planOf(
      { before: [model('A', { x: field })], operations: [remove('a', 'x')] },
      { dialect, ...more },
    ).later.map(({ operation }) => operation.kind)

  test.each<[field: string, postgresql: string, mysql: string, mariadb: string, sqlite: string]>([
    ['models.IntegerField()', 'sql', 'sql', 'sql', 'sql'],
    ['models.CharField(max_length=9, unique=True)', 'sql', 'sql', 'sql', 'django'],
    ['models.DecimalField(max_digits=6, decimal_places=2)', 'sql', 'sql', 'sql', 'django'],
    ['models.DateTimeField(auto_now=True)', 'sql', 'sql', 'sql', 'django'],
    ['models.FloatField(default=1e-7)', 'django', 'django', 'django', 'django'],
    ['colours.ColourField()', 'django', 'django', 'django', 'django'],
    [
      'models.GeneratedField(expression=models.F("id"), output_field=models.BigIntegerField(), db_persist=True)',
      'django',
      'django',
      'django',
      'django',
    ],
  ])('%s', (field, ...expected) => {
    const how = { sql: 'RunSQL', django: 'SeparateDatabaseAndState' } as const
    const dialects = ['postgresql', 'mysql', 'mariadb', 'sqlite'] as const
    const wanted = expected.map((each) => [how[each === 'sql' ? 'sql' : 'django']])
    expect(dialects.map((dialect) => kinds(field, dialect))).toEqual(wanted)
  })

  test('everything, on --database-operations django', () => {
    expect(kinds('models.IntegerField()', 'postgresql', { databaseOperations: 'django' })).toEqual([
      'SeparateDatabaseAndState',
    ])
  })

  test('all columns of one table on SQLite, where it does one of them', () => {
    const history = {
      before: [model('A', { x: 'models.IntegerField()', y: 'models.CharField(max_length=9, unique=True)' })],
      operations: [remove('a', 'x'), remove('a', 'y')],
    }
    const { later } = planOf(history, { dialect: 'sqlite' })
    expect(later.map(({ operation }) => operation.kind)).toEqual(['SeparateDatabaseAndState'])
    expect(planOf(history, { dialect: 'postgresql' }).later.map(({ operation }) => operation.kind)).toEqual([
      'RunSQL',
      'RunSQL',
    ])
  })
})

test('MODIFY on MariaDB says the check of a type again, which Django makes with the column and then forgets', () => {
  const field = 'models.PositiveIntegerField(default=shop.models.make)'
  const history = {
    before: [model('Product', { a: 'models.IntegerField()' })],
    operations: [`migrations.AddField("product", "b", ${field})`],
  }
  const { later } = planOf(history, { dialect: 'mariadb' })
  expect(sqlOf(later)).toEqual([
    'ALTER TABLE `shop_product` MODIFY `b` integer UNSIGNED NOT NULL CHECK (`b` >= 0)',
  ])
})
