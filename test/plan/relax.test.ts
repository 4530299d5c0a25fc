import type { Dialect } from '../../src/core/dialect'
import { expressionText } from '../../src/django/expression-text'
import { modelKey } from '../../src/django/state'
import { columnName } from '../../src/django/tables'
import { relaxation } from '../../src/plan/relax'
import type { PlanOptions } from '../../src/plan/site'
import { historyOf } from '../support/history'
import { model, OPTIONS, planOf, remove } from './support'

/** How a column `x` of this field, among these operations, is made able to be left out, in one line. */
function relaxed(
  field: string,
  options: Partial<PlanOptions> = {},
  more: readonly string[] = [],
  modelOptions = '',
): string {
  const dialect = options.dialect ?? 'postgresql'
  const operations = [
    model('Product', { name: 'models.CharField(max_length=9)', x: field }, modelOptions),
    ...more,
  ]
  const start = historyOf(operations, dialect)
  const table = start.schema.tables.get('shop_product')
  const x = start.state.models.get(modelKey('shop', 'Product'))?.fields.get('x')
  if (table === undefined || x === undefined) throw new Error('there is no field x')
  const how = relaxation(x, columnName(x), table, { start, options: { ...OPTIONS, ...options } })
  if (how.kind === 'default') return `db_default=${expressionText(how.value)}`
  if (how.kind === 'null') return how.dropDefault ? 'null, without its default' : 'null'
  return 'nothing'
}

describe('the order of the design', () => {
  test.each([
    [
      'generated',
      'models.GeneratedField(expression=models.F("name"), output_field=models.CharField(max_length=9), db_persist=True)',
      'nothing',
    ],
    [
      'unique comes before a constant default',
      'models.CharField(max_length=9, unique=True, default="a")',
      'null',
    ],
    ['unique comes before a natural zero', 'models.IntegerField(unique=True)', 'null'],
    ['unique and nullable', 'models.IntegerField(unique=True, null=True)', 'nothing'],
    [
      'unique with a database default',
      'models.IntegerField(unique=True, db_default=1)',
      'null, without its default',
    ],
    [
      'unique, nullable, with a database default',
      'models.IntegerField(unique=True, null=True, db_default=1)',
      'null, without its default',
    ],
    ['a slug is not unique by itself', 'models.SlugField()', 'db_default=""'],
    ['nullable', 'models.IntegerField(null=True)', 'nothing'],
    ['nullable comes before a constant default', 'models.IntegerField(null=True, default=5)', 'nothing'],
    [
      'a database default comes before a constant default',
      'models.IntegerField(db_default=1, default=5)',
      'nothing',
    ],
    ['a constant default comes before a natural zero', 'models.IntegerField(default=5)', 'db_default=5'],
    ['a default of None is none', 'models.IntegerField(default=None)', 'db_default=0'],
    ['a natural zero', 'models.IntegerField()', 'db_default=0'],
    ['a callable is no constant', 'models.UUIDField(default=uuid.uuid4)', 'null'],
  ])('%s', (_title, field, expected) => {
    expect(relaxed(field)).toBe(expected)
  })
})

describe('each type of Django', () => {
  test.each([
    ['BigIntegerField()', 'db_default=0'],
    ['BinaryField()', 'null'],
    ['BooleanField()', 'db_default=False'],
    ['BooleanField(default=True)', 'db_default=True'],
    ['CharField(max_length=9)', 'db_default=""'],
    ['DateField()', 'null'],
    ['DateField(auto_now_add=True)', 'db_default=django.db.models.functions.Now()'],
    ['DateTimeField()', 'null'],
    ['DateTimeField(auto_now=True)', 'db_default=django.db.models.functions.Now()'],
    ['DateTimeField(default=django.utils.timezone.now)', 'db_default=django.db.models.functions.Now()'],
    ['DecimalField(max_digits=6, decimal_places=2)', 'db_default=0'],
    ['DurationField()', 'db_default=datetime.timedelta()'],
    ['EmailField()', 'db_default=""'],
    ['FileField(upload_to="a")', 'db_default=""'],
    ['FloatField()', 'db_default=0'],
    ['GenericIPAddressField()', 'null'],
    ['JSONField()', 'null'],
    ['JSONField(default=dict)', 'db_default=models.Value({}, models.JSONField())'],
    ['JSONField(default=list)', 'db_default=models.Value([], models.JSONField())'],
    ['PositiveIntegerField()', 'db_default=0'],
    ['TextField()', 'db_default=""'],
    ['TimeField(auto_now=True)', 'db_default=django.db.models.functions.Now()'],
    ['UUIDField()', 'null'],
  ])('models.%s', (field, expected) => {
    expect(relaxed(`models.${field}`)).toBe(expected)
  })

  test.each([
    ['DateField(auto_now=True)', 'null'],
    ['TimeField(auto_now=True)', 'null'],
    ['DateTimeField(auto_now=True)', 'db_default=django.db.models.functions.Now()'],
  ])('on SQLite the moment is text with a date and a time in it: models.%s', (field, expected) => {
    expect(relaxed(`models.${field}`, { dialect: 'sqlite' })).toBe(expected)
  })

  test.each<Dialect>(['postgresql', 'mysql', 'mariadb', 'sqlite'])(
    'one that is not known, on %s',
    (dialect) => {
      expect(relaxed('colours.ColourField(default="red")', { dialect })).toBe('null')
    },
  )
})

describe('--fill null', () => {
  test.each([
    ['models.IntegerField()', 'null'],
    ['models.IntegerField(default=5)', 'null'],
    ['models.DateTimeField(auto_now=True)', 'null'],
    ['models.IntegerField(db_default=5)', 'nothing'],
    ['models.IntegerField(unique=True, db_default=5)', 'null, without its default'],
  ])('%s', (field, expected) => {
    expect(relaxed(field, { fill: 'null' })).toBe(expected)
  })
})

describe('rules over the column, in whatever way they were made', () => {
  const check = (q: string): string =>
    `migrations.AddConstraint("product", models.CheckConstraint(condition=models.Q(${q}), name="c"))`
  const unique = (rest: string): string =>
    `migrations.AddConstraint("product", models.UniqueConstraint(${rest}, name="u"))`

  test.each<[title: string, more: string[], options: string, expected: string]>([
    ['unique_together', [], '"unique_together": {("name", "x")}', 'null'],
    ['a UniqueConstraint', [unique('fields=["x"]')], '', 'null'],
    ['one with a condition', [unique('fields=["name"], condition=models.Q(x__gt=1)')], '', 'null'],
    ['a UniqueConstraint of others', [unique('fields=["name"]')], '', 'db_default=0'],
    ['a check, which no default is known to pass', [check('x__gte=1')], '', 'null'],
    ['a check of others', [check('name__gt="a"')], '', 'db_default=0'],
    [
      'an index',
      ['migrations.AddIndex("product", models.Index(fields=["x"], name="i"))'],
      '',
      'db_default=0',
    ],
  ])('%s', (_title, more, options, expected) => {
    expect(relaxed('models.IntegerField()', {}, more, options)).toBe(expected)
  })
})

test('a rule that this migration takes away first counts too: the way back makes it again', () => {
  const before = [
    model(
      'Product',
      { x: 'models.IntegerField()', y: 'models.IntegerField()' },
      '"unique_together": {("x", "y")}',
    ),
  ]
  const operations = ['migrations.AlterUniqueTogether("product", set())', remove('product', 'x')]
  const steps = planOf({ before, operations }).splits.flatMap(({ database }) => database)
  expect(steps.map(({ operation: { source } }) => expressionText(source))).toEqual([
    'migrations.AlterField(model_name="product", name="x", field=models.IntegerField(null=True))',
  ])
})
