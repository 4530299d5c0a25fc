import { buildGraph } from '../../src/django/build-graph'
import { ancestors, assertSound, descendants, fullOrder, leaf, leaves, order } from '../../src/django/graph'
import type { MigrationGraph } from '../../src/django/graph'
import type { MigrationKey } from '../../src/django/migration'
import { mentionsOf } from '../../src/django/project'
import type { Project } from '../../src/django/project'
import { positionAt, textOf } from '../../src/core/span'
import { migration, pairOf, projectFrom } from '../support/project'
import type { MigrationParts } from '../support/project'
import { refusalOf } from '../support/refusal'

type Sketch = Readonly<Record<MigrationKey, readonly string[] | MigrationParts>>

function projectOf(sketch: Sketch): Project {
  const files = Object.entries(sketch).map(([key, value]) => {
    const [app = '', name = ''] = key.split('.')
    const parts = Array.isArray(value)
      ? { dependencies: value as readonly string[] }
      : (value as MigrationParts)
    return [`${app}/migrations/${name}.py`, migration(parts)] as const
  })
  return projectFrom(Object.fromEntries(files))
}

function graphOf(sketch: Sketch, ...targets: MigrationKey[]): MigrationGraph {
  return buildGraph(projectOf(sketch), targets)
}

const DIAMOND: Sketch = {
  'shop.0001': [],
  'shop.0002_a': ['shop.0001'],
  'shop.0002_b': ['shop.0001'],
  'shop.0003_merge': ['shop.0002_a', 'shop.0002_b'],
}

const squash = (...keys: string[]): string[] => [`replaces = [${keys.map(pairOf).join(', ')}]`]

describe('order', () => {
  // Expected orders are Django's: MigrationLoader(None).graph._generate_plan over the same files.
  test.each<[string, Sketch, MigrationKey[]]>([
    ['a chain', { 'shop.0002': ['shop.0001'], 'shop.0001': [] }, ['shop.0001', 'shop.0002']],
    ['a diamond', DIAMOND, ['shop.0001', 'shop.0002_b', 'shop.0002_a', 'shop.0003_merge']],
    [
      'two apps',
      { 'blog.0001': ['shop.0002'], 'shop.0001': [], 'shop.0002': ['shop.0001'] },
      ['shop.0001', 'shop.0002', 'blog.0001'],
    ],
    [
      'names do not count',
      { 'shop.0001_late': ['shop.9999_early'], 'shop.9999_early': [] },
      ['shop.9999_early', 'shop.0001_late'],
    ],
    [
      '__first__ and __latest__',
      {
        'blog.0001': ['shop.__first__'],
        'news.0001': ['shop.__latest__'],
        'shop.0001': [],
        'shop.0002': ['shop.0001'],
      },
      ['shop.0001', 'blog.0001', 'shop.0002', 'news.0001'],
    ],
    [
      'run_before',
      { 'blog.0001': [], 'shop.0001': { body: ['run_before = [("blog", "0001")]'] } },
      ['shop.0001', 'blog.0001'],
    ],
    [
      '__first__ and __latest__ where there are several: the first by name',
      {
        'blog.0001': ['shop.__first__'],
        'news.0001': ['shop.__latest__'],
        'shop.0001_b': [],
        'shop.0001_a': [],
        'shop.0002_b': ['shop.0001_b', 'shop.0001_a'],
        'shop.0002_a': ['shop.0001_b', 'shop.0001_a'],
      },
      ['shop.0001_a', 'blog.0001', 'shop.0001_b', 'shop.0002_a', 'news.0001', 'shop.0002_b'],
    ],
    ['__first__ of the own app', { 'shop.0001': ['shop.__first__'] }, ['shop.0001']],
  ])('%s', (_name, sketch, expected) => {
    expect(fullOrder(graphOf(sketch))).toEqual(expected)
  })

  test('a selection keeps the order', () => {
    expect(order(graphOf(DIAMOND), ['shop.0003_merge', 'shop.0001'])).toEqual([
      'shop.0001',
      'shop.0003_merge',
    ])
  })
})

describe('ancestors and descendants', () => {
  test('hold the migration itself, last', () => {
    const graph = graphOf(DIAMOND)
    expect(ancestors(graph, 'shop.0002_a')).toEqual(['shop.0001', 'shop.0002_a'])
    expect(descendants(graph, 'shop.0002_a')).toEqual(['shop.0003_merge', 'shop.0002_a'])
  })

  test('cross apps', () => {
    const graph = graphOf({ 'shop.0001': [], 'shop.0002': ['shop.0001'], 'blog.0001': ['shop.0001'] })
    expect(new Set(descendants(graph, 'shop.0001'))).toEqual(new Set(['shop.0001', 'shop.0002', 'blog.0001']))
    expect(ancestors(graph, 'blog.0001')).toEqual(['shop.0001', 'blog.0001'])
  })
})

describe('squashed migrations', () => {
  const originals: Sketch = {
    'shop.0001': [],
    'shop.0002': ['shop.0001'],
    'shop.0003': ['shop.0002'],
    'blog.0001': ['shop.0002'],
  }
  const both: Sketch = {
    ...originals,
    'shop.0001_squashed_0002': { body: squash('shop.0001', 'shop.0002') },
  }

  test('stand in for what they replace', () => {
    const graph = graphOf(both)
    expect(fullOrder(graph)).toEqual(['shop.0001_squashed_0002', 'blog.0001', 'shop.0003'])
    expect(graph.replacedBy.get('shop.0002')).toBe('shop.0001_squashed_0002')
    expect(leaf(graph, 'shop')).toBe('shop.0003')
  })

  test('stand in for what is no longer there', () => {
    const there = Object.entries(both).filter(([key]) => key !== 'shop.0001' && key !== 'shop.0002')
    expect(fullOrder(graphOf(Object.fromEntries(there)))).toEqual([
      'shop.0001_squashed_0002',
      'blog.0001',
      'shop.0003',
    ])
  })

  test('give way when one that they replace is the target', () => {
    const graph = graphOf(both, 'shop.0002')
    expect(fullOrder(graph)).toEqual(['shop.0001', 'shop.0002', 'blog.0001', 'shop.0003'])
  })

  test('of squashed ones', () => {
    const graph = graphOf({
      ...both,
      'shop.0001_squashed_0003': { body: squash('shop.0001_squashed_0002', 'shop.0003') },
    })
    expect(fullOrder(graph)).toEqual(['shop.0001_squashed_0003', 'blog.0001'])
  })

  test('that something depends on while they give way', () => {
    const graph = graphOf({ ...both, 'news.0001': ['shop.0001_squashed_0002'] }, 'shop.0001')
    expect(ancestors(graph, 'news.0001')).toEqual(['shop.0001', 'shop.0002', 'news.0001'])
    expect(graph.nodes.get('news.0001')?.parents).toEqual(new Set(['shop.0002']))
  })

  test('what a replaced one depends on need not be there', () => {
    const graph = graphOf({ ...both, 'shop.0001': ['shop.0000'] })
    expect(graph.problems.size).toBe(0)
  })

  test('replaces = [] is none', () => {
    expect(fullOrder(graphOf({ 'shop.0001': { body: ['replaces = []'] } }))).toEqual(['shop.0001'])
  })
})

describe('asked for again', () => {
  const project = projectOf({
    'shop.0001': [],
    'shop.0002': ['shop.0001'],
    'shop.0001_squashed_0002': { body: squash('shop.0001', 'shop.0002') },
  })

  test('is the one that was put together before', () => {
    const none: MigrationKey[] = []
    expect(buildGraph(project, none)).toBe(buildGraph(project, none))
    const plain = projectOf(DIAMOND)
    expect(buildGraph(plain, ['shop.0001'])).toBe(buildGraph(plain, ['shop.0002_a']))
  })

  test('is that of its project and of its targets', () => {
    expect(fullOrder(buildGraph(project))).toEqual(['shop.0001_squashed_0002'])
    expect(fullOrder(buildGraph(project, ['shop.0001']))).toEqual(['shop.0001', 'shop.0002'])
    expect(fullOrder(buildGraph(projectOf({ 'blog.0001': [] })))).toEqual(['blog.0001'])
    expect(fullOrder(buildGraph(project))).toEqual(['shop.0001_squashed_0002'])
  })
})

describe('what Django would not load', () => {
  test('a missing dependency, at its name, with the one that is near', () => {
    const graph = graphOf({ 'shop.0001_initial': [], 'shop.0002': ['shop.0001_inital'] })
    const refusal = refusalOf(() => {
      assertSound(graph, 'shop.0002')
    })
    expect(refusal).toMatchObject({ code: 'missing-dependency', wayOut: 'did you mean "0001_initial"?' })
    expect(refusal.reason).toContain('shop.0001_inital')
    expect(refusal.place && textOf(refusal.place)).toBe('"0001_inital"')
    expect(refusal.place && positionAt(refusal.place.file.text, refusal.place.span.start).line).toBe(7)
  })

  test('a missing dependency of something else does not matter', () => {
    const graph = graphOf({ 'shop.0001': [], 'blog.0001': ['shop.0009'] })
    expect(() => {
      assertSound(graph, 'shop.0001')
    }).not.toThrow()
    expect(fullOrder(graph)).toEqual(['blog.0001', 'shop.0001'])
  })

  test('a missing run_before', () => {
    const graph = graphOf({ 'blog.0001': [], 'shop.0001': { body: ['run_before = [("blog", "0009")]'] } })
    expect(
      refusalOf(() => {
        assertSound(graph, 'shop.0001')
      }).code,
    ).toBe('missing-dependency')
  })

  test('__first__ of an app without migrations', () => {
    const project = projectFrom({
      'empty/migrations/__init__.py': '',
      'shop/migrations/0001.py': migration({ dependencies: ['empty.__first__'] }),
    })
    expect(
      refusalOf(() => {
        assertSound(buildGraph(project), 'shop.0001')
      }).reason,
    ).toContain('no migrations')
  })

  test('a circle', () => {
    const graph = graphOf({
      'shop.0001': ['blog.0001'],
      'blog.0001': ['shop.0001'],
      'news.0001': ['shop.0001'],
    })
    for (const key of ['shop.0001', 'news.0001'] as const) {
      const refusal = refusalOf(() => {
        assertSound(graph, key)
      })
      expect(refusal.code).toBe('circular-dependency')
      expect(refusal.reason).toContain('blog.0001, shop.0001')
      expect(refusal.place).toBeDefined()
    }
    expect(new Set(fullOrder(graph))).toEqual(new Set(['shop.0001', 'blog.0001', 'news.0001']))
  })

  test('a circle of one', () => {
    expect(
      refusalOf(() => {
        assertSound(graphOf({ 'shop.0001': ['shop.0001'] }), 'shop.0001')
      }).code,
    ).toBe('circular-dependency')
  })

  test('several leaves', () => {
    const graph = graphOf({ 'shop.0001': [], 'shop.0002_a': ['shop.0001'], 'shop.0002_b': ['shop.0001'] })
    expect(leaves(graph, 'shop')).toEqual(['shop.0002_a', 'shop.0002_b'])
    const refusal = refusalOf(() => leaf(graph, 'shop'))
    expect(refusal).toMatchObject({ code: 'several-leaves', wayOut: 'run makemigrations --merge first' })
    expect(refusal.reason).toContain('0002_a, 0002_b')
  })

  test('a file that is no migration, only where it is needed', () => {
    const project = projectFrom({
      'shop/migrations/0001.py': migration(),
      'blog/migrations/0001.py': migration(),
      'blog/migrations/helper.py': 'x = 1\n',
      'news/migrations/0001.py': migration({ dependencies: ['blog.helper'] }),
    })
    const graph = buildGraph(project)
    expect(() => {
      assertSound(graph, 'shop.0001')
    }).not.toThrow()
    expect(
      refusalOf(() => {
        assertSound(graph, 'news.0001')
      }).code,
    ).toBe('not-a-migration')
  })

  test('a file that is no Python, only where it is needed', () => {
    const project = projectFrom({ 'shop/migrations/0001.py': 'class Migration(:\n' })
    expect(
      refusalOf(() => {
        assertSound(buildGraph(project), 'shop.0001')
      }).code,
    ).toBe('not-python')
  })
})

describe('other apps', () => {
  test('that are not in the project are recorded', () => {
    const graph = graphOf({ 'shop.0001': ['taggit.0004'] })
    expect(graph.external).toEqual([{ from: 'shop.0001', app: 'taggit', on: '0004' }])
    expect(() => {
      assertSound(graph, 'shop.0001')
    }).not.toThrow()
  })

  test("Django's own are satisfied, whatever the name", () => {
    const graph = graphOf({ 'shop.0001': ['auth.0012_alter_user_first_name_max_length'] })
    expect(fullOrder(graph)).toEqual(['contenttypes.0001_initial', 'auth.0001_initial', 'shop.0001'])
  })

  test('a swappable dependency is on the first migration of the user model', () => {
    const project = projectFrom({
      'config/settings.py': 'AUTH_USER_MODEL = "people.Person"\n',
      'people/migrations/0001.py': migration(),
      'people/migrations/0002.py': migration({ dependencies: ['people.0001'] }),
      'shop/migrations/0001.py': migration({
        dependencies: ['migrations.swappable_dependency(settings.AUTH_USER_MODEL)'],
      }),
    })
    expect(ancestors(buildGraph(project), 'shop.0001')).toEqual(['people.0001', 'shop.0001'])
  })

  test('a squashed migration does not give way where one that it replaces is gone', () => {
    const files = {
      'shop.0001': [],
      'shop.0001_squashed': { body: ['replaces = [("shop", "0001"), ("shop", "0002")]'] },
      'shop.0003': ['shop.0001_squashed'],
    }
    const graph = buildGraph(projectOf(files), ['shop.0001', 'shop.0003'])
    expect(fullOrder(graph)).toEqual(['shop.0001_squashed', 'shop.0003'])
    expect(() => {
      assertSound(graph, 'shop.0001')
    }).toThrow('shop.0002, which it replaces as well, is gone')
  })

  test('run_before one of Django does nothing', () => {
    const graph = graphOf({ 'shop.0001': { body: ['run_before = [("admin", "0001_initial")]'] } })
    expect(fullOrder(graph)).toEqual(['shop.0001'])
  })
})

describe('mentions', () => {
  test('are the strings that name a migration', () => {
    const project = projectOf({
      'shop.0001': [],
      'shop.0002': ['shop.0001'],
      'blog.0001': { dependencies: ['shop.0001'], body: ['run_before = [("shop", "0001")]'] },
      'news.0001': ['blog.0001'],
    })
    const mentions = mentionsOf(project, 'shop.0001')
    expect(mentions.map(({ from, attribute, place }) => [from.key, attribute, textOf(place)])).toEqual([
      ['blog.0001', 'dependencies', '"0001"'],
      ['blog.0001', 'run_before', '"0001"'],
      ['shop.0002', 'dependencies', '"0001"'],
    ])
  })
})
