import { canonicalTarget, writerTarget } from '../../src/python/canonical'
import type { Expression, Reference } from '../../src/python/nodes'
import { expression, moduleOf } from './support'

function reference(source: string, before: string): Pick<Reference, 'target' | 'origin'> {
  const value = expression(source, before)
  if (value.kind !== 'reference') throw new Error(`${source} is a ${value.kind}`)
  return { target: value.target, origin: value.origin }
}

test.each([
  ['from django.db import migrations as m', 'm.RunSQL', 'django.db.migrations.RunSQL'],
  ['import django.db.models.deletion', 'django.db.models.deletion.CASCADE', 'django.db.models.CASCADE'],
  ['from django.db import models', 'models.CASCADE', 'django.db.models.CASCADE'],
  ['from django.db.models import F', 'F', 'django.db.models.F'],
  ['from django.db.migrations import RemoveField', 'RemoveField', 'django.db.migrations.RemoveField'],
  ['import a.b.c as d', 'd.E.f', 'a.b.c.E.f'],
  ['import a.b.c', 'a.b.c.d', 'a.b.c.d'],
  ['import a.b\nimport a.c', 'a.c.d', 'a.c.d'],
  ['from ..models import a', 'a.y', '..models.a.y'],
  ['from . import a', 'a', '.a'],
  ['from .x import y', 'y', '.x.y'],
  ['from django.db import models\nA = models.AutoField', 'A', 'django.db.models.AutoField'],
  ['from django.db import models\nm = models', 'm.AutoField', 'django.db.models.AutoField'],
  ['import django . db . models', 'django . db . models . Q', 'django.db.models.Q'],
  ['import a', '(a\n.b)', 'a.b'],
])('%s: %s', (before, source, target) => {
  expect(reference(source, before)).toEqual({ target, origin: 'import' })
})

test.each([
  ['', 'dict', 'builtins.dict', 'builtin'],
  ['D = dict', 'D', 'builtins.dict', 'builtin'],
  ['def dict(): pass', 'dict', 'dict', 'local'],
  ['', 'nowhere.at.all', 'nowhere.at.all', 'unknown'],
  ['from a import *', 'thing', 'thing', 'unknown'],
  ['def f(): pass', 'f', 'f', 'local'],
  ['class A: pass', 'A.b', 'A.b', 'local'],
  ['from a import b\nb = 1', 'b', 'b', 'local'],
  ['try:\n    from a import b\nexcept E:\n    b = None', 'b', 'b', 'local'],
  ['if c:\n    import b', 'b.c', 'b.c', 'local'],
  ['from a import b\nfrom c import b', 'b', 'b', 'local'],
  ['for i in y: pass', 'i', 'i', 'local'],
  ['with y as (i, j): pass', 'j', 'j', 'local'],
  ['if (i := 1): pass', 'i', 'i', 'local'],
  ['a, b = 1, 2', 'b', 'b', 'local'],
  ['a = [1]', 'a.append', 'a.append', 'local'],
  ['a = f()\na.b = 1', 'a', 'a', 'local'],
  ['a = 1\na += 1', 'a', 'a', 'local'],
  ['a = b if c else d', 'a', 'a', 'local'],
  ['def g():\n    global a\n    a = 2\na = 1', 'a', 'a', 'local'],
])('%j: %s', (before, source, target, origin) => {
  expect(reference(source, before)).toEqual({ target, origin })
})

test('the same import twice is one meaning', () => {
  expect(reference('b', 'from a import b\nfrom a import b').target).toBe('a.b')
})

test('what cannot change is followed though it is used in a condition', () => {
  expect(expression('A', 'A = "a"\nif A: pass').kind).toBe('string')
  expect(reference('A', 'A = ["a"]\nif A: pass').origin).toBe('local')
})

describe('in the class', () => {
  const value = (before: string, body: string): Expression | undefined =>
    moduleOf(`${before}\nclass Migration(M):\n${body}`).migration?.attributes.find(({ name }) => name === 'x')
      ?.value

  test('names of the class come first', () => {
    expect(value('A = 1', '    A = 2\n    x = A\n')).toMatchObject({ kind: 'number', value: '2' })
  })

  test('but not before they are bound', () => {
    expect(value('A = 1', '    x = A\n    A = 2\n')).toMatchObject({ kind: 'number', value: '1' })
  })

  test('a value of the module does not see the class', () => {
    expect(value('A = 1\nB = A', '    A = 2\n    x = B\n')).toMatchObject({ kind: 'number', value: '1' })
  })

  test('a value of the module that the class changes', () => {
    expect(value('A = []', '    A.append(1)\n    x = A\n')).toMatchObject({
      kind: 'reference',
      origin: 'local',
    })
  })
})

describe('what an opaque expression uses', () => {
  const targets = (source: string, before = 'from m import a, b\nimport c.d\nN = 1'): string[] => {
    const value = expression(source, before)
    return value.kind === 'opaque' ? value.references.map(({ target, origin }) => `${origin} ${target}`) : []
  }

  test.each([
    ['a.x + b', ['import m.a.x', 'import m.b']],
    ['c.d.e % N', ['import c.d.e', 'local N']],
    ['f(k=a)["k"].a', ['unknown f', 'import m.a']],
    ['lambda x, y=a, *z, **w: x + y + z + w + b', ['import m.a', 'import m.b']],
    ['[x.a for x in a if x in b]', ['import m.a', 'import m.b']],
    ['{k: v for k, v in a}', ['import m.a']],
    ['[a for a in b]', ['import m.b']],
    ['f"{a!r:>{b}} {{c}}"', ['import m.a', 'import m.b']],
    ['[dict, *a][0]', ['builtin builtins.dict', 'import m.a']],
    ['"a" % 1', []],
  ])('%s', (source, expected) => {
    expect(targets(source)).toEqual(expected)
  })
})

test.each([
  ['django.db.models.fields.CharField', 'django.db.models.CharField'],
  ['django.db.models.CharField', 'django.db.models.CharField'],
  ['django.db.models.fields.related.ForeignKey', 'django.db.models.ForeignKey'],
  ['django.db.models.fields.json.JSONField', 'django.db.models.JSONField'],
  ['django.db.models.fields.json.KeyTransform', 'django.db.models.fields.json.KeyTransform'],
  ['django.db.models.deletion.SET_NULL', 'django.db.models.SET_NULL'],
  ['django.db.models.deletion.SET', 'django.db.models.SET'],
  ['django.db.models.deletion.Collector', 'django.db.models.deletion.Collector'],
  ['django.db.models.functions.datetime.Now', 'django.db.models.functions.Now'],
  [
    'django.db.models.functions.mixins.FixDecimalInputMixin',
    'django.db.models.functions.mixins.FixDecimalInputMixin',
  ],
  ['django.db.models.indexes.Index', 'django.db.models.Index'],
  ['django.db.models.constraints.UniqueConstraint', 'django.db.models.UniqueConstraint'],
  ['django.db.models.query_utils.Q', 'django.db.models.Q'],
  ['django.db.models.expressions.F', 'django.db.models.F'],
  ['django.db.models.expressions.RawSQL', 'django.db.models.expressions.RawSQL'],
  ['django.db.models.expressions.CombinedExpression', 'django.db.models.expressions.CombinedExpression'],
  ['django.db.migrations.operations.AddField', 'django.db.migrations.AddField'],
  ['django.db.migrations.operations.fields.AddField', 'django.db.migrations.AddField'],
  ['django.db.migrations.operations.special.RunSQL', 'django.db.migrations.RunSQL'],
  ['django.db.migrations.operations.base.Operation', 'django.db.migrations.operations.base.Operation'],
  ['django.db.migrations.migration.Migration', 'django.db.migrations.Migration'],
  ['django.db.migrations.migration.swappable_dependency', 'django.db.migrations.swappable_dependency'],
  ['django.contrib.postgres.fields.array.ArrayField', 'django.contrib.postgres.fields.ArrayField'],
  ['django.contrib.postgres.fields.jsonb.JSONField', 'django.contrib.postgres.fields.JSONField'],
  ['django.contrib.postgres.fields.ranges.DateRangeField', 'django.contrib.postgres.fields.DateRangeField'],
  [
    'django.contrib.postgres.operations.AddIndexConcurrently',
    'django.contrib.postgres.operations.AddIndexConcurrently',
  ],
  ['django.contrib.gis.db.models.fields.PointField', 'django.contrib.gis.db.models.PointField'],
  ['django.contrib.gis.db.models.CharField', 'django.db.models.CharField'],
  ['django.contrib.gis.db.models.functions.Distance', 'django.contrib.gis.db.models.functions.Distance'],
  ['django.db.models.fields', 'django.db.models.fields'],
  ['other.db.models.fields.CharField', 'other.db.models.fields.CharField'],
  ['django.db.models.fieldsets.CharField', 'django.db.models.fieldsets.CharField'],
])('%s is documented as %s', (target, canonical) => {
  expect(canonicalTarget(target)).toBe(canonical)
})

test('what Django writes', () => {
  expect(writerTarget('django.db.models.CASCADE')).toBe('django.db.models.deletion.CASCADE')
  expect(writerTarget('django.db.models.SET')).toBe('django.db.models.deletion.SET')
  expect(writerTarget('django.db.models.CharField')).toBe('django.db.models.CharField')
  expect(writerTarget('shop.models.CASCADE')).toBe('shop.models.CASCADE')
})
