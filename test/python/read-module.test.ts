import { textOf } from '../../src/core/span'
import { moduleOf, plain } from './support'

/** The class of a file with that body, and those lines before and after. */
function migrationOf(body: string, before = '', after = '') {
  const indented = body.replace(/^(?=.)/gm, '    ')
  const text = `from django.db import migrations, models\n${before}\nclass Migration(migrations.Migration):\n${indented}\n${after}`
  const { migration } = moduleOf(text)
  if (migration === undefined) throw new Error('no migration')
  return migration
}

const RUN = 'migrations.RunSQL("SELECT 1")'
const operations = (body: string, before?: string, after?: string) => {
  const { operations: items, opaqueOperations } = migrationOf(body, before, after)
  return { kinds: items.map(({ kind }) => kind), opaque: opaqueOperations?.what }
}

test('a file without a class Migration', () => {
  const { migration, imports } = moduleOf('import os\nclass Other: pass\n')
  expect(migration).toBeUndefined()
  expect(imports.map(({ local }) => local)).toEqual(['os'])
  expect(moduleOf('').migration).toBeUndefined()
})

describe('operations that can be read', () => {
  test.each([
    ['a list', `operations = [${RUN}, ${RUN}]`, '', ['call', 'call']],
    ['a tuple', `operations = (${RUN},)`, '', ['call']],
    ['annotated', `operations: list = [${RUN}]`, '', ['call']],
    ['empty', 'operations = []', '', []],
    ['absent', 'dependencies = []', '', []],
    ['comments', `operations = [\n    # one\n    ${RUN},  # two\n    # three\n]`, '', ['call']],
    ['an element in parentheses', `operations = [(${RUN}), ((${RUN}))]`, '', ['call', 'call']],
    ['a sum of lists', `operations = [${RUN}] + [${RUN}]`, '', ['call', 'call']],
    ['a name of the module', 'operations = OPERATIONS', `OPERATIONS = [${RUN}]`, ['call']],
    ['a name of the class', `ops = [${RUN}]\noperations = ops + [${RUN}]`, '', ['call', 'call']],
    ['an alias', 'operations = B', `A = [${RUN}]\nB = A`, ['call']],
    ['a starred element', `operations = [${RUN}, *others()]`, '', ['call', 'opaque']],
    ['a condition', `operations = [${RUN} if x else ${RUN}]`, '', ['opaque']],
    ['assigned twice: the last', `operations = []\noperations = [${RUN}]`, '', ['call']],
  ])('%s', (_what, body, before, kinds) => {
    expect(operations(body, before)).toEqual({ kinds, opaque: undefined })
  })
})

describe('operations that cannot be read', () => {
  const changed = 'a value that other statements may change'
  test.each([
    ['a function call', 'operations = get_operations()', '', 'a call'],
    ['a comprehension', 'operations = [f(x) for x in y]', '', 'a comprehension'],
    ['append', `operations = []\noperations.append(${RUN})`, '', changed],
    [
      'append before a second assignment',
      `operations = []\noperations.append(1)\noperations = []`,
      '',
      changed,
    ],
    ['+=', `operations = []\noperations += [${RUN}]`, '', changed],
    ['item assignment', `operations = [${RUN}]\noperations[0] = None`, '', changed],
    ['del', `operations = [${RUN}]\ndel operations[0]`, '', changed],
    ['if', `if x:\n    operations = [${RUN}]`, '', 'a value that is bound under a condition'],
    ['if after', `operations = []\nif x:\n    operations.append(${RUN})`, '', changed],
    ['for', `operations = []\nfor x in y:\n    operations += [x]`, '', changed],
    ['with', `operations = []\nwith a as operations: pass`, '', changed],
    ['a method', 'def operations(self): return []', '', 'a list that other statements may change'],
    ['a name that is bound twice', 'operations = A', 'A = []\nA = [1]', 'a name whose value cannot be told'],
    ['a name that grows', 'operations = A', 'A = []\nA.append(1)', 'a name whose value cannot be told'],
    [
      'a name that grows under another',
      'operations = A',
      'A = []\nB = A\nB.append(1)',
      'a name whose value cannot be told',
    ],
    ['a name under an if', 'operations = A', 'if x:\n    A = []', 'a name whose value cannot be told'],
    [
      'a name in a try',
      'operations = A',
      'try:\n    A = []\nexcept E:\n    A = [1]',
      'a name whose value cannot be told',
    ],
    [
      'a name that a function binds',
      'operations = A',
      'A = []\ndef f():\n    global A\n    A = [1]',
      'a name whose value cannot be told',
    ],
    ['a name of nowhere', 'operations = A', '', 'a name whose value cannot be told'],
    ['an import', 'operations = A', 'from x import A', 'a name whose value cannot be told'],
    ['a computed name', 'operations = A', 'A = f() or []', 'a name whose value cannot be told'],
    ['text', 'operations = "a"', '', 'a string'],
  ])('%s', (_what, body, before, opaque) => {
    expect(operations(body, before)).toEqual({ kinds: [], opaque })
  })

  test('what there is in any case is read all the same', () => {
    const changed = 'a value that other statements may change'
    expect(operations(`operations = [${RUN}] + f()`, '')).toEqual({
      kinds: ['call'],
      opaque: 'a computation',
    })
    expect(operations(`operations = [${RUN}]\noperations += [f()]`, '')).toEqual({
      kinds: ['call'],
      opaque: changed,
    })
    const alias = `operations = [${RUN}]\nothers = operations\ndel others[0]`
    expect(operations(alias, '')).toEqual({ kinds: [], opaque: changed })
  })

  test('changed after the class', () => {
    const changedLater = operations(`operations = [${RUN}]`, '', 'Migration.operations.append(1)\n')
    expect(changedLater).toEqual({ kinds: [], opaque: 'a list that other statements may change' })
  })

  test('dependencies too', () => {
    const { attributes } = migrationOf('dependencies = [("a", "b")]\nif x:\n    dependencies += [("c", "d")]')
    expect(attributes.map(({ name, value }) => [name, value.kind])).toEqual([['dependencies', 'opaque']])
  })
})

describe('the class', () => {
  test('attributes in order, with their places', () => {
    const { attributes } = migrationOf(
      '"""doc"""\ninitial = True\natomic = (\n    False\n)\nstage = Stage.AFTER\ndef f(a): pass',
    )
    expect(
      attributes.map(({ name, place, valuePlace }) => [name, textOf(place), textOf(valuePlace)]),
    ).toEqual([
      ['initial', 'initial = True', 'True'],
      ['atomic', 'atomic = (\n        False\n    )', '(\n        False\n    )'],
      ['stage', 'stage = Stage.AFTER', 'Stage.AFTER'],
    ])
    expect(attributes.map(({ value }) => value.kind)).toEqual(['boolean', 'boolean', 'reference'])
  })

  test('a = b = value binds both', () => {
    const { attributes } = migrationOf('a = b = [1]')
    expect(attributes.map(({ name, value }) => [name, value.kind])).toEqual([
      ['a', 'list'],
      ['b', 'list'],
    ])
  })

  test.each([
    ['class Migration(migrations.Migration):', 'django.db.migrations.Migration'],
    ['class Migration(m.Migration):', 'django.db.migrations.Migration'],
    ['class Migration(M):', 'django.db.migrations.Migration'],
    ['class Migration(CheckedMigration):', 'sentry.new_migrations.migrations.CheckedMigration'],
    ['class Migration(Base):', 'Base'],
    ['class Migration:', 'builtins.object'],
    [
      'class Migration( # why: this\n    migrations.Migration,\n):  # and: that',
      'django.db.migrations.Migration',
    ],
  ])('%s', (header, base) => {
    const imports = `from django.db import migrations, migrations as m
from django.db.migrations import Migration as M
from sentry.new_migrations.migrations import CheckedMigration
class Base(M): pass
`
    const { migration } = moduleOf(`${imports}\n${header}\n    # first: comment\n    operations = []\n`)
    expect(migration?.base).toBe(base)
    expect(migration && textOf(migration.header)).toBe(header.replace(/ {2}# and.*/, ''))
    expect(migration?.overrides).toEqual([])
  })
})

describe('overrides', () => {
  const overrides = (body: string, before?: string, after?: string) =>
    migrationOf(body, before, after).overrides.map(({ what }) => what)

  test.each([
    ['def __init__(self, *a): pass', ['the method __init__']],
    ['def apply(self, *a): pass\ndef unapply(self): pass', ['the method apply', 'the method unapply']],
    ['@classmethod\ndef mutate_state(self): pass', ['the method mutate_state']],
    ['def database_forwards(self): pass', ['the method database_forwards']],
    ['def forwards(apps, schema_editor): pass', []],
    ['if settings.SKIP:\n    atomic = False', ['`if settings.SKIP:`']],
    ['for a in b:\n    pass', ['`for a in b:`']],
    ['operations = []\noperations.append(1)', ['`operations.append(1)`']],
    ['"""Only a docstring."""\npass\n...', []],
  ])('%j', (body, expected) => {
    expect(overrides(body)).toEqual(expected)
  })

  const whole = (text: string) => moduleOf(text).migration?.overrides.map(({ what }) => what)

  test.each([
    ['if x:\n    class Migration(M): pass\n', ['a condition around the class']],
    ['try:\n    pass\nexcept E:\n    class Migration(M): pass\n', ['a condition around the class']],
    [
      'with a:\n    if b: pass\n    else:\n        class Migration(M): pass\n',
      ['a condition around the class'],
    ],
    ['@d\nclass Migration(M): pass\n', ['a decorator of the class']],
    ['class Migration(A, M): pass\n', ['several base classes']],
    ['class Migration(M, metaclass=X): pass\n', ['a metaclass']],
    ['class Migration(M): pass\nclass Migration(M): pass\n', ['another class Migration in the file']],
    ['class Migration(M): pass\nMigration.atomic = False\n', ['a change of the class after it was made']],
    ['def f():\n    class Migration(M): pass\n', undefined],
  ])('%j', (text, expected) => {
    expect(whole(text)).toEqual(expected)
  })
})

describe('imports', () => {
  test('every form', () => {
    const { imports, starImports, importStatements } = moduleOf(`from __future__ import annotations
import django.db.models.deletion, uuid as u
import a.b.c as d
from django.db import (
    migrations,  # why
    models as m,
)
from ..models import thing
from . import helpers
from x.y import *
from django.db.models.fields.related import ForeignKey
if x:
    import conditional
try:
    from a import either
except ImportError:
    from b import either
`)
    expect(imports.map(({ local, target, module }) => [local, target, module])).toEqual([
      ['django', 'django', 'django.db.models.deletion'],
      ['u', 'uuid', 'uuid'],
      ['d', 'a.b.c', 'a.b.c'],
      ['migrations', 'django.db.migrations', undefined],
      ['m', 'django.db.models', undefined],
      ['thing', '..models.thing', undefined],
      ['helpers', '.helpers', undefined],
      ['ForeignKey', 'django.db.models.ForeignKey', undefined],
    ])
    expect(starImports).toEqual(['x.y'])
    expect(importStatements).toHaveLength(8)
  })

  test('names that the file binds, and what to', () => {
    const { names } = moduleOf(
      'import a.b\nfrom c import d\nE = 1\nd = 2\nclass Migration(M):\n    import f\n    g = 1\n',
    )
    expect([...names]).toEqual([
      ['a', 'a'],
      ['d', undefined],
      ['E', undefined],
      ['Migration', undefined],
      ['f', 'f'],
      ['g', undefined],
    ])
  })
})

test('what was followed says through which name, and stands where it was defined', () => {
  const [operation] = migrationOf(
    'operations = OPS',
    'NAME = "a" "b"\nOPS = [migrations.DeleteModel(NAME)]',
  ).operations
  const [argument] = operation?.kind === 'call' ? operation.args : []
  expect(plain(argument?.value)).toEqual({ kind: 'string', value: 'ab' })
  expect(argument?.value.via?.name).toBe('NAME')
  expect(argument && textOf(argument.value.place)).toBe('"a" "b"')
  expect(argument && textOf(argument.place)).toBe('NAME')
})
