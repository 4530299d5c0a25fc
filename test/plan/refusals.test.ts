import { DIALECTS } from '../../src/core/dialect'
import { refusalOf } from '../support/refusal'
import { drop, model, planOf, remove, type History } from './support'

const CASCADE = 'django.db.models.deletion.CASCADE'
const SHOP = [
  model('Product', { a: 'models.IntegerField()', b: 'models.IntegerField(db_column="bb")' }),
  model('Tag', { name: 'models.TextField()' }),
]
const add = (name: string, more = ''): string =>
  `migrations.AddField("product", "${name}", models.IntegerField(${more}null=True))`
const rename = (from: string, to: string): string => `migrations.RenameField("product", "${from}", "${to}")`

const refused = (history: History) => refusalOf(() => planOf(history))
const planned = (history: History): readonly string[] =>
  planOf(history).splits.map(({ original }) => original.kind)

describe('a name that comes back', () => {
  test.each<[title: string, operations: string[], name: string]>([
    ['a field of the name', [remove('product', 'a'), add('a')], 'AddField makes shop_product.a anew'],
    [
      'a field of the column',
      [remove('product', 'b'), add('c', 'db_column="bb", ')],
      'AddField makes shop_product.bb',
    ],
    [
      'by a rename',
      [
        remove('product', 'a'),
        rename('b', 'a'),
        'migrations.AlterField("product", "a", models.IntegerField())',
      ],
      'makes shop_product.a anew',
    ],
    ['a model of the name', [drop('Tag'), model('Tag', {})], 'CreateModel makes shop_tag anew'],
    [
      'a model of the table',
      [drop('Tag'), model('Label', {}, '"db_table": "shop_tag"')],
      'CreateModel makes shop_tag',
    ],
    [
      'a model that takes the name',
      [drop('Tag'), 'migrations.RenameModel("Product", "Tag")'],
      'RenameModel gives the name shop_tag to something else',
    ],
    ['with something in between', [remove('product', 'a'), add('x'), add('a')], 'makes shop_product.a anew'],
  ])('%s', (_title, operations, reason) => {
    const refusal = refused({ before: SHOP, operations })
    expect(refusal.code).toBe('name-comes-back')
    expect(refusal.reason).toContain(reason)
    expect(refusal.place).toBeDefined()
  })

  test.each<[title: string, operations: string[], splits: string[]]>([
    [
      'a field of the name with a column of its own',
      [remove('product', 'a'), add('a', 'db_column="a2", ')],
      ['RemoveField'],
    ],
    ['the name before', [add('c'), remove('product', 'a')], ['RemoveField']],
    ['the column of another name', [remove('product', 'b'), add('b')], ['RemoveField']],
    [
      'what was made and dropped here',
      [add('x'), remove('product', 'x'), add('x'), remove('product', 'a')],
      ['RemoveField'],
    ],
    [
      'the same name in another table',
      [remove('product', 'a'), 'migrations.AddField("tag", "a", models.IntegerField(null=True))'],
      ['RemoveField'],
    ],
    [
      'a proxy of the name',
      [drop('Tag'), 'migrations.CreateModel("Tag", [], options={"proxy": True}, bases=("shop.product",))'],
      ['DeleteModel'],
    ],
  ])('not: %s', (_title, operations, splits) => {
    expect(planned({ before: SHOP, operations })).toEqual(splits)
  })
})

describe('history that only Python could tell', () => {
  const unreadable = (text: string): History => ({
    before: SHOP,
    operations: [remove('product', 'a')],
    files: {
      'shop/migrations/0001_initial.py': `from django.db import migrations, models
from shop.operations import Own


class Migration(migrations.Migration):
    dependencies = []
    operations = [${SHOP.join(', ')}, ${text}]
`,
    },
  })

  test.each([
    ['an operation that names the field', 'Own("product", "a")'],
    ['whatever its case', 'Own("A")'],
  ])('%s', (_title, text) => {
    const refusal = refused(unreadable(text))
    expect(refusal.code).toBe('opaque-operations')
    expect(refusal.reason).toMatch(/^shop\.operations\.Own in shop\/migrations\/0001_initial\.py names a, /)
    expect(refusal.place?.file.path).toBe('shop/migrations/0002_auto.py')
  })

  test.each([
    ['an operation that names something else', 'Own("product", "other")'],
    ['a name that only begins like it', 'Own("a_b", "ab")'],
    ['SQL of the user', 'migrations.RunSQL("SELECT a")'],
    ['Python of the user', 'migrations.RunPython(print, hints={"field": "a"})'],
  ])('not: %s', (_title, text) => {
    expect(planned(unreadable(text))).toEqual(['RemoveField'])
  })
})

describe('history of other models that only Python could tell', () => {
  const elsewhere = (text: string): History => ({
    before: SHOP,
    operations: [remove('product', 'a')],
    files: {
      'blog/migrations/0001_initial.py': `from django.db import migrations
from blog.operations import Own


class Migration(migrations.Migration):
    dependencies = [("shop", "0001_initial")]
    operations = [${text}]
`,
    },
  })

  // kolibri: CreateModelIfNotExists of another app has a field "id" as well.
  test('does nothing to a field of a model that its file does not name', () => {
    expect(planned(elsewhere('Own("post", "a")'))).toEqual(['RemoveField'])
  })

  test('but may where it does', () => {
    expect(refused(elsewhere('Own("a", model="Product")')).code).toBe('opaque-operations')
  })

  // arches: CreateExtension(name="uuid-ossp"), and a field "name" of many a model of that file.
  test('names no field by what it calls its arguments', () => {
    const named = (text: string): History => ({ ...elsewhere(text), operations: [remove('tag', 'name')] })
    expect(planned(named('Own(name="post", model="Tag")'))).toEqual(['RemoveField'])
    expect(refused(named('Own(name="name", model="Tag")')).code).toBe('opaque-operations')
    expect(refused(named('Own("Tag", where="id == 1, name = 2")')).code).toBe('opaque-operations')
  })
})

describe('a migration that only Python could tell', () => {
  const auto = (body: string): History => ({
    before: SHOP,
    operations: [],
    files: {
      'shop/migrations/0002_auto.py': `from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("shop", "0001_initial")]
${body}
`,
    },
  })

  test.each([
    ['a call', '    operations = list(range(3))'],
    [
      'behind an if',
      '    operations = []\n    if True:\n        operations = [migrations.RemoveField("product", "a")]',
    ],
    ['a method of Django, overridden', '    operations = []\n\n    def apply(self, *args):\n        pass'],
  ])('%s', (_title, body) => {
    expect(refused(auto(body)).code).toBe('opaque-operations')
  })

  // Nobody knows what is in it, and yet it is said to be safe.
  test('spliced', () => {
    expect(refused(auto('    operations = [*more()]')).code).toBe('opaque-operations')
  })

  test('no migration at all', () => {
    const files = { 'shop/migrations/0002_auto.py': 'x = 1\n' }
    const refusal = refused({ before: SHOP, operations: [], files })
    expect([refusal.code, refusal.path]).toEqual(['not-a-migration', 'shop/migrations/0002_auto.py'])
  })
})

/** What the halves do not fit for is a mistake in the migration: a proof that fails would tell nobody so. */
describe('what Django would stumble over as well', () => {
  const check = (name: string): string =>
    `migrations.AddConstraint("product", models.CheckConstraint(condition=models.Q(${name}__gt=1), name="rule"))`
  const index = (names: string): string =>
    `migrations.AddIndex("product", models.Index(fields=[${names}], name="rule"))`

  test.each(DIALECTS)('a rule on a field that is removed before it, on %s', (dialect) => {
    const history = { before: SHOP, operations: [remove('product', 'a'), check('a')] }
    const { code, reason, place } = refusalOf(() => planOf(history, { dialect }))
    expect([code, reason]).toEqual([
      'not-applicable',
      'migrate would fail on this AddConstraint: rule needs a, and Product has no such field',
    ])
    expect(place?.file.text.slice(place.span.start)).toMatch(/^migrations\.AddConstraint/)
  })

  test('an index that is still on the field', () => {
    const history = { before: [...SHOP, index('"a", "b"')], operations: [remove('product', 'a')] }
    const { code, reason, wayOut } = refusalOf(() => planOf(history, { dialect: 'mysql' }))
    expect(code).toBe('not-applicable')
    expect(reason).toContain('rule of Product still needs a, which this RemoveField takes away')
    expect(wayOut).toContain('RemoveIndex')
  })

  test('unique_together that is still on the field', () => {
    const unique = 'migrations.AlterUniqueTogether("product", {("a", "b")})'
    const history = { before: [...SHOP, unique], operations: [remove('product', 'a')] }
    const { code, reason, wayOut } = refusalOf(() => planOf(history, { dialect: 'mysql' }))
    expect(code).toBe('not-applicable')
    expect(reason).toContain('unique_together of Product still needs a, which this RemoveField takes away')
    expect(wayOut).toContain('AlterUniqueTogether')
  })

  test.each([
    ['x`y', 'a quote, which Django does not escape: migrate would fail on it'],
    ['``x``', 'a quote, which Django does not escape: migrate would fail on it'],
    // MariaDB has a column x`y then.
    [
      'x``y',
      'two quotes in a row, of which the database makes one: what asks the database for that name does not find it',
    ],
  ])('a quote in the name of a column that comes and goes with its table: %s', (name, holds) => {
    const field = `models.TextField(null=True, db_column="${name}")`
    const operations = [`migrations.AddField("product", "c", ${field})`, drop('Product')]
    const { code, reason } = refusalOf(() => planOf({ before: SHOP, operations }, { dialect: 'mysql' }))
    expect([code, reason]).toEqual(['not-applicable', `the name ${name} holds ${holds}`])
  })

  test('a key to a model that nothing makes', () => {
    const key = `models.ForeignKey("other.Thing", ${CASCADE}, default=1)`
    const history = { before: SHOP, operations: [`migrations.AddField("product", "to", ${key})`] }
    const { code, reason } = refusalOf(() => planOf(history, { dialect: 'mysql', strict: true }))
    expect(code).toBe('not-applicable')
    expect(reason).toContain('product.to points to other.thing, which no migration here makes')
  })

  test('two fields with one column', () => {
    const fields = { a: 'models.IntegerField(db_column="x")', b: 'models.TextField(db_column="x")' }
    const refusal = refused({ before: SHOP, operations: [remove('product', 'a'), model('Two', fields)] })
    expect(refusal.code).toBe('not-applicable')
    expect(refusal.reason).toContain('two fields of Two have the column x')
  })
})

describe('what cannot be put off', () => {
  test.each(DIALECTS)('a primary key, on %s', (dialect) => {
    const history = { before: SHOP, operations: [remove('product', 'id')] }
    expect(refusalOf(() => planOf(history, { dialect })).code).toBe('primary-key')
  })

  test('an unsafe operation that has no strategy yet', () => {
    const operations = ['migrations.RunSQL("ALTER TABLE shop_product DROP COLUMN a")']
    const refusal = refused({ before: SHOP, operations })
    expect(refusal.code).toBe('no-strategy')
    expect(refusal.reason).toBe(
      'RunSQL cannot be split: old code uses the column shop_product.a, which is gone',
    )
  })

  test('a table that something still points at', () => {
    const before = [...SHOP, model('Line', { tag: `models.ForeignKey(on_delete=${CASCADE}, to="shop.tag")` })]
    const refusal = refused({ before, operations: [drop('Tag')] })
    expect(refusal.code).toBe('rule-left-behind')
    expect(refusal.reason).toBe('shop_line.tag_id still points at shop_tag, which could then not be dropped')
  })

  test.each([
    ['alone', []],
    ['beside an operation that is split', ['migrations.RemoveField("product", "a")']],
  ])('a half that lets a model go while its keys hold rows, %s', (_, others) => {
    const before = [...SHOP, model('Line', { tag: `models.ForeignKey(on_delete=${CASCADE}, to="shop.tag")` })]
    const half = `migrations.SeparateDatabaseAndState(state_operations=[${drop('Line')}])`
    const refusal = refused({ before, operations: [half, ...others] })
    expect(refusal.code).toBe('rule-left-behind')
    expect(refusal.reason).toBe(
      'new code cannot live with what this leaves: rows of shop_line.tag_id, which new code does not know, keep it from deleting rows of shop_tag',
    )
  })

  test('a column that a later migration needs the name of', () => {
    const files = {
      'shop/migrations/0003_more.py': `from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("shop", "0002_auto")]
    operations = [${add('a')}]
`,
    }
    const refusal = refused({ before: SHOP, operations: [remove('product', 'a')], files })
    expect([refusal.code, refusal.place?.file.path]).toEqual([
      'name-comes-back',
      'shop/migrations/0003_more.py',
    ])
  })
})
