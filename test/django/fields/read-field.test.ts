import { plainType, valueClass } from '../../../src/django/fields/column-type'
import { fieldFamily, readField } from '../../../src/django/fields/read-field'
import type { Field, ProjectSettings } from '../../../src/django/state'
import type { Operation } from '../../../src/django/operation'
import { operationFrom, SETTINGS } from '../../support/operations'
import { refusalOf } from '../../support/refusal'

const settings: ProjectSettings = {
  ...SETTINGS,
  userModel: 'people.user',
  swappable: new Map([
    ['SHOP_MODEL', 'shop.other'],
    ['KAFFE_BREW_MODEL', 'tea.leaf'],
  ]),
}

function isAddField(
  operation: Operation,
): operation is Extract<Operation, { kind: 'AddField' | 'AlterField' }> {
  return operation.kind === 'AddField'
}

/** A field read again, with these settings, from the text of a migration. */
function field(text: string, above: readonly string[] = []): Field {
  const operation = operationFrom(
    `migrations.AddField(model_name="product", name="it", field=${text})`,
    above,
  )
  if (!isAddField(operation)) throw new Error(operation.kind)
  return readField('it', operation.field.source, { app: 'shop', model: 'Product', settings })
}

test.each([
  ["models.CharField(max_length=5, null='False')", { null: true }],
  ['models.CharField(max_length=5, null=0)', { null: false }],
  ['models.NullBooleanField()', { null: true, kind: 'column' }],
  ['models.SlugField()', { dbIndex: true }],
  ['models.SlugField(db_index=False)', { dbIndex: false }],
  ['models.DateTimeField(auto_now_add=True)', { autoNow: true }],
  ['models.IntegerField("stock", "it", True)', { primaryKey: true, unique: false }],
  [
    "models.IntegerField(db_column='Stock', db_comment='how many')",
    { dbColumn: 'Stock', dbComment: 'how many' },
  ],
  ["models.TextField(db_collation='C')", { dbCollation: 'C' }],
  ['models.CompositePrimaryKey("a", "b")', { kind: 'none' }],
  ['models.fields.IntegerField()', { className: 'django.db.models.IntegerField' }],
  ['own.MoneyField(max_digits=5, null=True, unique=True)', { kind: 'unknown', null: true, unique: true }],
  ['taggit.managers.TaggableManager(to="taggit.tag")', { kind: 'none' }],
  ['modelcluster.fields.ParentalManyToManyField("shop.tag")', { kind: 'many-to-many' }],
  ['mptt.fields.TreeForeignKey("shop.tag", models.CASCADE)', { kind: 'relation', dbIndex: true }],
  ['mptt.fields.TreeManyToManyField("shop.tag")', { kind: 'many-to-many' }],
  ['mptt.fields.TreeOneToOneField("shop.tag", models.CASCADE)', { kind: 'relation', unique: true }],
])('%s', (text, facts) => {
  const imports = ['import own', 'import taggit.managers', 'import modelcluster.fields', 'import mptt.fields']
  expect(field(text, imports)).toMatchObject(facts)
})

test.each([
  ['phonenumber_field.modelfields.PhoneNumberField(region=None)', 'varchar(128)'],
  ['phonenumber_field.modelfields.PhoneNumberField(max_length=20)', 'varchar(20)'],
  ['timezone_field.fields.TimeZoneField(default="UTC")', 'varchar(63)'],
  ['django_countries.fields.CountryField(max_length=2)', 'varchar(2)'],
  // django-helpdesk, of Django 1.6.
  ['models.CharField(max_length="30")', 'varchar(30)'],
  ['i18nfield.fields.I18nCharField(max_length=200)', 'text'],
  ['i18nfield.fields.I18nTextField()', 'text'],
  ['model_utils.fields.AutoCreatedField(default=now)', 'timestamp with time zone'],
  ['model_utils.fields.AutoLastModifiedField(default=now)', 'timestamp with time zone'],
])('%s is kept as %s', (text, sql) => {
  const modules = ['phonenumber_field.modelfields', 'timezone_field.fields', 'django_countries.fields']
  const imports = [...modules, 'model_utils.fields', 'i18nfield.fields'].map((module) => `import ${module}`)
  const { className, source, kind } = field(text, imports)
  expect(plainType(valueClass({ className, source, kind }), 'postgresql')).toEqual({ kind: 'known', sql })
})

test('default=None is a default, NOT_PROVIDED is none', () => {
  expect(field('models.IntegerField(default=None)').default?.kind).toBe('none')
  expect(field('models.IntegerField(default=models.NOT_PROVIDED)').default).toBeUndefined()
  expect(field('models.IntegerField(db_default=1)').dbDefault?.kind).toBe('number')
})

test.each([
  ['models.ForeignKey("self", models.CASCADE)', 'shop.product'],
  ['models.ForeignKey(to="Owner", on_delete=models.CASCADE)', 'shop.owner'],
  ['models.ForeignKey(to="hr.Person", on_delete=models.CASCADE)', 'hr.person'],
  ['models.ForeignKey(to=settings.AUTH_USER_MODEL, on_delete=models.CASCADE)', 'people.user'],
  ['models.ForeignKey(to=settings.SHOP_MODEL, on_delete=models.CASCADE)', 'shop.other'],
  ['models.ForeignKey(to=settings.NEVER_READ, on_delete=models.CASCADE)', undefined],
  ['models.ForeignKey(to=shop.models.Owner, on_delete=models.CASCADE)', undefined],
  ['models.ForeignKey(to=swapper.get_model_name("kaffe", "Brew"), on_delete=models.CASCADE)', 'tea.leaf'],
  ['models.ForeignKey(to=swapper.get_model_name("kaffe", "Cup"), on_delete=models.CASCADE)', 'kaffe.cup'],
  ['modelcluster.fields.ParentalKey("shop.page", models.CASCADE)', 'shop.page'],
])('%s points to %s', (text, to) => {
  const imports = ['import shop.models', 'import swapper', 'import modelcluster.fields']
  expect(field(text, imports).relation?.to).toBe(to)
})

test.each([
  ['models.OneToOneField("shop.owner", models.CASCADE)', { unique: true, dbIndex: true }, { oneToOne: true }],
  [
    'models.ForeignKey("shop.owner", models.CASCADE, db_index=False)',
    { dbIndex: false },
    { oneToOne: false },
  ],
  ['models.ForeignKey("shop.owner", models.CASCADE, to_field="code")', {}, { toField: 'code' }],
  ['models.ForeignKey("shop.owner", models.CASCADE, db_constraint=False)', {}, { dbConstraint: false }],
  ['models.ManyToManyField("shop.tag", db_table="tags")', { kind: 'many-to-many' }, { dbTable: 'tags' }],
  ['models.ManyToManyField("shop.tag", through="Link")', { kind: 'many-to-many' }, { through: 'shop.link' }],
  ['models.ManyToManyField("shop.tag", through=None)', { kind: 'many-to-many' }, { to: 'shop.tag' }],
  ['models.ManyToManyField("shop.tag", through=pick())', { kind: 'none' }, { to: 'shop.tag' }],
  [
    'models.ManyToManyField("shop.tag", through="Link", through_fields=("a", "b"))',
    {},
    { throughFields: ['a', 'b'] },
  ],
])('%s', (text, facts, relation) => {
  expect(field(text)).toMatchObject({ ...facts, relation })
})

test.each([
  ['models.PositiveSmallIntegerField()', 'integer'],
  ['models.URLField()', 'text'],
  ['models.ImageField()', 'file'],
  ['models.DurationField()', 'duration'],
  ['django.contrib.postgres.fields.ranges.IntegerRangeField()', 'range'],
  ['django.contrib.postgres.fields.ArrayField(models.IntegerField())', 'array'],
  ['models.GeneratedField(expression=1, output_field=models.FloatField(), db_persist=True)', 'float'],
  ['models.ForeignKey("shop.owner", models.CASCADE)', 'relation'],
  ['own.MoneyField()', 'unknown'],
])('%s holds %s', (text, family) => {
  const imports = ['import own', 'import django.contrib.postgres.fields.ranges']
  expect(fieldFamily(field(text, imports))).toBe(family)
})

test('a field has to be a call', () => {
  const { source } = operationFrom('migrations.RunPython(nothing)')
  const [argument] = source.kind === 'call' ? source.args : []
  if (argument === undefined) throw new Error('no argument')
  expect(
    refusalOf(() => readField('it', argument.value, { app: 'shop', model: 'Product', settings })).code,
  ).toBe('not-a-migration')
})
