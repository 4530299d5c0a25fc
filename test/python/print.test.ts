import { Refusal } from '../../src/core/errors'
import { importLines, printExpression } from '../../src/python/print'
import { scopeOfModule, scopeOfNewFile, spellTarget } from '../../src/python/print-scope'
import { expression, IMPORTS, moduleOf } from './support'

/** The text in a new file, and the imports that it takes. */
function elsewhere(source: string, before: string = IMPORTS, path = 'shop/migrations/0003_db.py') {
  const scope = scopeOfNewFile(path)
  return [printExpression(expression(source, before), scope), ...importLines(scope)]
}

const MODELS = 'from django.db import models'

describe('in a new file', () => {
  test.each([
    ['models.CharField(max_length=10)', IMPORTS, ['models.CharField(max_length=10)', MODELS]],
    [
      'migrations.AddField("a", models.F())',
      IMPORTS,
      ['migrations.AddField("a", models.F())', 'from django.db import migrations, models'],
    ],
    ['m.Q()', 'from django.db import models as m', ['models.Q()', MODELS]],
    ['F("a")', 'from django.db.models import F', ['models.F("a")', MODELS]],
    ['CharField()', 'from django.db.models.fields import CharField', ['models.CharField()', MODELS]],
    ['models.CASCADE', IMPORTS, ['django.db.models.deletion.CASCADE', 'import django.db.models.deletion']],
    [
      'Now()',
      'from django.db.models.functions import Now',
      ['django.db.models.functions.Now()', 'import django.db.models.functions'],
    ],
    [
      'Arr(models.F())',
      'from django.db import models\nfrom django.contrib.postgres.fields.array import ArrayField as Arr',
      [
        'django.contrib.postgres.fields.ArrayField(models.F())',
        'import django.contrib.postgres.fields',
        MODELS,
      ],
    ],
    ['settings.AUTH_USER_MODEL', IMPORTS, ['settings.AUTH_USER_MODEL', 'from django.conf import settings']],
    ['uuid.uuid4', IMPORTS, ['uuid.uuid4', 'import uuid']],
    ['uuid4', 'from uuid import uuid4', ['uuid.uuid4', 'import uuid']],
    ['u.uuid4', 'import uuid as u', ['uuid.uuid4', 'import uuid']],
    [
      'now',
      'from django.utils.timezone import now',
      ['django.utils.timezone.now', 'import django.utils.timezone'],
    ],
    [
      'timezone.now',
      'from django.utils import timezone',
      ['timezone.now', 'from django.utils import timezone'],
    ],
    ['datetime.timezone.utc', 'import datetime', ['datetime.timezone.utc', 'import datetime']],
    ['timezone.utc', 'from datetime import timezone', ['timezone.utc', 'from datetime import timezone']],
    ['a.b.C.D', 'import a.b', ['a.b.C.D', 'import a.b']],
    ['C.D', 'from a.b import C', ['C.D', 'from a.b import C']],
    ['c.d', 'from a.b import c', ['c.d', 'from a.b import c']],
    ['dict', '', ['dict']],
    ['set()', '', ['set()']],
    ['frozenset([1])', '', ['frozenset({1})']],
    ['NAMES', 'NAMES = ["a", "b"]', ['["a", "b"]']],
    ['local', 'from .helpers import local', ['local', 'from .helpers import local']],
    ['helpers.f', 'from . import helpers', ['helpers.f', 'from . import helpers']],
    ['x.y', 'from ..models import x', ['x.y', 'from ..models import x']],
    [
      'lambda q: models.F(q) | F(2)',
      'from django.db.models import F\nfrom django.db import models as models',
      ['lambda q: models.F(q) | models.F(2)', MODELS],
    ],
    ['f"{uuid.x}" % (u, )', 'import uuid\nfrom uuid import u', ['f"{uuid.x}" % (uuid.u, )', 'import uuid']],
    [
      'foo(*args.x, **kw.y)',
      'import foo\nimport args, kw',
      ['foo(*args.x, **kw.y)', 'import args', 'import foo', 'import kw'],
    ],
    ['a.b(x for x in a.c)', 'import a', ['a.b((x for x in a.c))', 'import a']],
    ['(a.b or\n  a.c)', 'import a', ['(a.b or\n  a.c)', 'import a']],
    ['[a.b or # why\n  a.c]', 'import a', ['[(a.b or # why\n  a.c)]', 'import a']],
    ['{**a.b,\n 1: 2}', 'import a', ['{**a.b,\n 1: 2}', 'import a']],
    ['-1', '', ['-1']],
    ['{1: (2,), None: []}', '', ['{1: (2,), None: []}']],
    ['b"\\x00\\"é"'.replace('é', ''), '', ['b"\\x00\\""']],
  ])('%s after %j', (source, before, expected) => {
    expect(elsewhere(source, before)).toEqual(expected)
  })
})

describe('what no other file knows', () => {
  test.each([
    ['f', 'def f(): pass'],
    ['[f]', 'def f(): pass'],
    ['g(1)', 'class g: pass'],
    ['lambda: f', 'def f(): pass'],
    ['1 + N', 'N = 1'],
    ['nowhere', ''],
    ['thing', 'from a import *'],
    ['A', 'try:\n    import A\nexcept E:\n    A = None'],
  ])('%s after %j', (source, before) => {
    expect(() => elsewhere(source, before)).toThrow(Refusal)
    expect(() => elsewhere(source, before)).toThrow(/shop\/migrations\/0002_auto\.py/)
  })

  test('is known in its own file', () => {
    const module = moduleOf('def f(): pass\nN = [1]\nclass Migration(M):\n    a = [f, 1 + N, N, f.x, N[0]]\n')
    const [attribute] = module.migration?.attributes ?? []
    expect(attribute && printExpression(attribute.value, scopeOfModule(module))).toBe(
      '[f, 1 + N, N, f.x, N[0]]',
    )
  })

  test('relative imports hold in one folder', () => {
    expect(() => elsewhere('x', 'from .a import x', 'other/migrations/0001.py')).toThrow(/relative to shop/)
    expect(elsewhere('a', 'from . import a', './shop/migrations/0009.py')).toEqual(['a', 'from . import a'])
  })
})

describe('in a file that has imports', () => {
  const print = (target: string, text: string): string[] => {
    const scope = scopeOfModule(moduleOf(text))
    return [spellTarget(target, scope), ...importLines(scope)]
  }
  const CLASS = '\nclass Migration(M):\n'

  test.each([
    ['django.db.migrations.RunSQL', 'from django.db import migrations as m', ['m.RunSQL']],
    ['django.db.models.CharField', 'from django.db import models', ['models.CharField']],
    ['django.db.models.F', 'from django.db.models import F\nfrom django.db import models', ['F']],
    ['django.db.models.CharField', 'from django.db.models.fields import CharField as C', ['C']],
    ['django.db.models.CharField', 'from django.db import migrations', ['models.CharField', MODELS]],
    ['django.db.models.CharField', 'import django.db.models.deletion', ['models.CharField', MODELS]],
    ['django.db.models.CharField', 'import django.db.models as m', ['m.CharField']],
    [
      'django.db.models.CASCADE',
      'import django.db.models.deletion\nfrom django.db import models',
      ['django.db.models.deletion.CASCADE'],
    ],
    ['django.db.models.CASCADE', 'from django.db.models import deletion', ['deletion.CASCADE']],
    ['django.db.models.CASCADE', 'from django.db.models.deletion import CASCADE', ['CASCADE']],
    ['django.db.models.CASCADE', 'from django.db import models', ['models.CASCADE']],
    ['django.db.models.functions.Now', 'from django.db.models.functions import Now', ['Now']],
    [
      'django.db.models.functions.Now',
      'import django.db.models.functions.datetime',
      ['django.db.models.functions.Now'],
    ],
    [
      'django.db.models.functions.Now',
      MODELS,
      ['django.db.models.functions.Now', 'import django.db.models.functions'],
    ],
    ['django.utils.timezone.now', 'from django.utils import timezone', ['timezone.now']],
    [
      'django.utils.timezone.now',
      'import datetime',
      ['django.utils.timezone.now', 'import django.utils.timezone'],
    ],
    ['django.conf.settings.AUTH_USER_MODEL', 'from django.conf import settings as s', ['s.AUTH_USER_MODEL']],
    ['builtins.dict', '', ['dict']],
  ])('%s after %j', (target, text, expected) => {
    expect(print(target, text.includes(CLASS) ? text : text + CLASS)).toEqual(expected)
  })

  test.each([
    ['django.db.models.F', 'from shop import models', ['django.db.models.F', 'import django.db.models']],
    ['django.db.models.F', 'def models(): pass', ['django.db.models.F', 'import django.db.models']],
    [
      'django.db.models.F',
      `${MODELS}${CLASS}    models = 1`,
      ['django.db.models.F', 'import django.db.models'],
    ],
    [
      'django.db.models.F',
      `${MODELS}\nif x: models = None`,
      ['django.db.models.F', 'import django.db.models'],
    ],
    [
      'django.db.models.F',
      'from shop import models, django',
      ['django_db_models.F', 'import django.db.models as django_db_models'],
    ],
    [
      'django.db.models.F',
      'from shop import *\na = models.x',
      ['django.db.models.F', 'import django.db.models'],
    ],
    ['django.db.models.F', 'from shop import *', ['models.F', MODELS]],
    [
      'django.conf.settings.A',
      'settings = 1',
      ['conf_settings.A', 'from django.conf import settings as conf_settings'],
    ],
    ['uuid.uuid4', 'uuid = 1', ['uuid_.uuid4', 'import uuid as uuid_']],
    [
      'django.utils.timezone.now',
      'import django',
      ['django.utils.timezone.now', 'import django.utils.timezone'],
    ],
    ['builtins.dict', 'dict = 1', ['builtins.dict', 'import builtins']],
  ])('%s is not captured by %j', (target, text, expected) => {
    expect(print(target, text.includes(CLASS) ? text : text + CLASS)).toEqual(expected)
  })

  test('two things of one name in a new file', () => {
    const scope = scopeOfNewFile('a.py')
    const before = 'from a import settings\nfrom django.conf import settings as s'
    const printed = printExpression(expression('[settings.A, s.A, settings.B]', before), scope)
    expect(printed).toBe('[settings.A, conf_settings.A, settings.B]')
    expect(importLines(scope)).toEqual([
      'from a import settings',
      'from django.conf import settings as conf_settings',
    ])
    expect(spellTarget('django.conf.settings.C', scope)).toBe('conf_settings.C')
  })
})

test('import lines are sorted as Django sorts them, and each is there once', () => {
  const scope = scopeOfNewFile('a.py')
  for (const target of [
    'uuid.uuid4',
    'django.db.models.F',
    'django.db.models.CASCADE',
    'django.db.migrations.RunSQL',
    'django.conf.settings.A',
    'uuid.uuid1',
    'a.b.C',
  ]) {
    spellTarget(target, scope)
  }
  expect(importLines(scope)).toEqual([
    'import a.b',
    'import django.db.models.deletion',
    'import uuid',
    'from django.conf import settings',
    'from django.db import migrations, models',
  ])
})
