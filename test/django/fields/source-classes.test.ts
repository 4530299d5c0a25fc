import { columnType } from '../../../src/django/columns'
import { valueClass } from '../../../src/django/fields/column-type'
import type { FieldClass } from '../../../src/django/fields/classes'
import { latestSnapshot } from '../../../src/django/snapshot-before'
import type { Field } from '../../../src/django/state'
import { readSql } from '../../../src/sql/read'
import { migration, projectFrom } from '../../support/project'

const IMPORTS = `from django.db import models
from django.db.models import CharField
`

interface Found {
  readonly facts: FieldClass
  readonly field: Field
  readonly type: string
}

/** The field of a model whose class the project's own source defines. */
function fieldOf(source: string, call: string, files: Readonly<Record<string, string>> = {}): Found {
  const project = projectFrom({
    'shop/__init__.py': '',
    'shop/fields.py': IMPORTS + source,
    ...files,
    'shop/migrations/0001_initial.py': `import shop.fields\n${migration({
      operations: [`migrations.CreateModel(name="Product", fields=[("own", ${call})])`],
    })}`,
  })
  const { state } = latestSnapshot(project, { dialect: 'postgresql', readSql })
  const field = state.models.get('shop.product')?.fields.get('own')
  if (field === undefined) throw new Error('the field is gone')
  const type = columnType(field, state, 'postgresql')
  const words = type.kind === 'known' ? type.sql : type.kind
  return { field, type: words, facts: valueClass(field).facts }
}

const OWN = 'shop.fields.Own(max_length=20)'
const inits = (...lines: string[]): string =>
  `class Own(CharField):\n    def __init__(self, *args, **kwargs):\n${lines.map((line) => `        ${line}\n`).join('')}        super().__init__(*args, **kwargs)\n`

describe('a class of the project is what it extends', () => {
  test.each([
    ['a class of Django', 'class Own(models.CharField):\n    pass\n', 'varchar(20)'],
    [
      'through an import',
      'class Own(CharField):\n    """Words."""\n    description = "Own"\n',
      'varchar(20)',
    ],
    [
      'through a class of its own',
      'class Base(CharField):\n    pass\nclass Own(Base):\n    pass\n',
      'varchar(20)',
    ],
    [
      'with a mixin',
      'class Mixin:\n    def check(self):\n        return []\nclass Own(Mixin, CharField):\n    pass\n',
      'varchar(20)',
    ],
    [
      'with methods that say nothing of the column',
      'class Own(CharField):\n    def formfield(self, **kwargs):\n        return None\n',
      'varchar(20)',
    ],
    [
      'with a type of its own',
      'class Own(models.Field):\n    def get_internal_type(self):\n        return "TextField"\n',
      'text',
    ],
    [
      'with a type of its own for another',
      'class Own(CharField):\n    def get_internal_type(self):\n        "Long."\n        return \'TextField\'\n',
      'text',
    ],
  ])('%s', (_name, source, type) => {
    expect(fieldOf(source, OWN)).toMatchObject({ type, field: { kind: 'column' } })
  })

  test('and its values are those of that class', () => {
    const { facts } = fieldOf('class Own(CharField):\n    pass\n', OWN)
    expect(facts).toMatchObject({ family: 'text', like: 'django.db.models.CharField' })
    expect(facts.ownValues).toBeUndefined()
  })

  test('unless it has its own way with them', () => {
    const { facts, type } = fieldOf(
      'class Own(CharField):\n    def get_prep_value(self, value):\n        return None\n',
      OWN,
    )
    expect([type, facts.family, facts.ownValues, facts.like]).toEqual([
      'varchar(20)',
      'unknown',
      'shop.fields.Own',
      undefined,
    ])
  })

  test('a key', () => {
    const { field, facts } = fieldOf(
      'class Own(models.ForeignKey):\n    pass\n',
      'shop.fields.Own("shop.product", models.CASCADE)',
    )
    expect(field).toMatchObject({ kind: 'relation', dbIndex: true, relation: { to: 'shop.product' } })
    expect(facts.family).toBe('relation')
  })

  test.each([
    ['a many-to-many field (weblate)', '        super().contribute_to_class(*args)\n', 'many-to-many'],
    ['not where it makes its table itself', '        self.table()\n', 'unknown'],
  ])('%s', (_name, body, kind) => {
    const source = `class Own(models.ManyToManyField):\n    def contribute_to_class(self, *args):\n${body}`
    expect(fieldOf(source, 'shop.fields.Own("shop.product")').field.kind).toBe(kind)
  })
})

describe('where it is', () => {
  test.each([
    ['in a module beside, taken over by its name', 'from .more import Own\n'],
    ['taken over from the package around', 'from shop.more import Own\n'],
    ['under another name', 'from .more import Other as Own\n'],
    ['with all else', 'from .more import *\n'],
  ])('%s', (_name, source) => {
    const more = `${IMPORTS}class Own(CharField):\n    pass\nclass Other(CharField):\n    pass\n`
    expect(fieldOf(source, OWN, { 'shop/more.py': more }).type).toBe('varchar(20)')
  })

  test('in a package', () => {
    const files = {
      'shop/more/__init__.py': 'from .inner import Own\n',
      'shop/more/inner.py': `${IMPORTS}class Own(CharField):\n    pass\n`,
    }
    expect(fieldOf('', 'shop.more.Own(max_length=20)', files).type).toBe('varchar(20)')
  })

  test('what imports itself is nowhere', () => {
    expect(fieldOf('from .more import *\n', OWN, { 'shop/more.py': 'from .fields import *\n' }).type).toBe(
      'unknown',
    )
  })

  test('a class that extends itself is none', () => {
    expect(fieldOf('class Own(Own):\n    pass\n', OWN).type).toBe('unknown')
  })
})

describe('what its constructor does', () => {
  test.each([
    ['a null that it sets (django-oscar)', inits('kwargs["null"] = kwargs["blank"] = True'), { null: true }],
    [
      'after a check that raises',
      inits('if not kwargs.get("null", True):', '    raise ValueError("null")', 'kwargs["null"] = True'),
      { null: true },
    ],
    ['a unique', inits('kwargs.setdefault("unique", True)'), { unique: true }],
    [
      'an index',
      'class Own(CharField):\n    def __init__(self, *args, **kwargs):\n        super().__init__(*args, db_index=True, **kwargs)\n',
      { dbIndex: true },
    ],
    [
      'things of no consequence',
      inits('self.words = kwargs.pop("words", ())', 'kwargs["editable"] = False'),
      { null: false },
    ],
    ['a look at an option', inits('self.nulls = kwargs.get("null", False)'), { null: false }],
  ])('%s', (_name, source, expected) => {
    expect(fieldOf(source, OWN)).toMatchObject({ type: 'varchar(20)', field: expected })
  })

  test.each([
    ['set', 'kwargs["max_length"] = 7'],
    ['set where it is missing', 'kwargs.setdefault("max_length", 7)'],
    ['set to what is given', 'kwargs["max_length"] = kwargs.get("max_length", 7)'],
    ['set by the old way', 'kwargs["max_length"] = kwargs.pop("max_length", 7)'],
  ])('a length: %s', (_name, line) => {
    expect(fieldOf(inits(line), 'shop.fields.Own()').type).toBe('varchar(7)')
  })

  test('a length that is a parameter', () => {
    const source =
      'class Own(CharField):\n    def __init__(self, *args, max_length=7, **kwargs):\n        super().__init__(*args, max_length=max_length, **kwargs)\n'
    expect(fieldOf(source, 'shop.fields.Own()').type).toBe('varchar(7)')
  })
})

/** A class that nobody can tell the column of is one of unknown type, as before. */
describe('not where only Python could tell', () => {
  test.each([
    [
      'a type of the database',
      'class Own(CharField):\n    def db_type(self, connection):\n        return "money"\n',
    ],
    [
      'a computed type',
      'class Own(CharField):\n    def get_internal_type(self):\n        return self.kind\n',
    ],
    [
      'a type that Django has none of',
      'class Own(CharField):\n    def get_internal_type(self):\n        return "MoneyField"\n',
    ],
    ['an attribute of fields', 'class Own(CharField):\n    empty_strings_allowed = False\n'],
    ['a condition in the class', 'class Own(CharField):\n    if True:\n        null = True\n'],
    ['a condition in the constructor', inits('if settings.X:', '    kwargs["null"] = True')],
    ['an option that is computed', inits('kwargs["max_length"] = LENGTH')],
    ['options from elsewhere', inits('kwargs.update(null=True)')],
    [
      'an attribute that is set',
      'class Own(CharField):\n    def __init__(self, *args, **kwargs):\n        super().__init__(*args, **kwargs)\n        self.max_length = 3\n',
    ],
    ['a decorator', '@wrapped\nclass Own(CharField):\n    pass\n'],
    ['a metaclass', 'class Own(CharField, metaclass=Meta):\n    pass\n'],
    ['two of the name', 'class Own(CharField):\n    pass\nclass Own(models.TextField):\n    pass\n'],
    ['two fields', 'class Own(CharField, models.TextField):\n    pass\n'],
    ['a base that is not found', 'from elsewhere import Mixin\nclass Own(Mixin, CharField):\n    pass\n'],
    ['a field of no type', 'class Own(models.Field):\n    pass\n'],
    ['no such class', ''],
    ['no Python', 'class Own(:\n'],
  ])('%s', (_name, source) => {
    expect(fieldOf(source, OWN).type).toBe('unknown')
  })

  test('an option that migrations leave out', () => {
    const source = `${inits('kwargs["max_digits"] = 5', 'kwargs["decimal_places"] = 2').replace('CharField', 'models.DecimalField')}    def deconstruct(self):\n        return super().deconstruct()\n`
    expect(fieldOf(source, 'shop.fields.Own()').type).toBe('unknown')
  })
})
