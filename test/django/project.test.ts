import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { buildGraph } from '../../src/django/build-graph'
import { assertSound } from '../../src/django/graph'
import { loadProject, migrationAt } from '../../src/django/project'
import type { Project } from '../../src/django/project'
import { folderWith, migration, projectFrom } from '../support/project'
import type { Files } from '../support/project'
import { refusalOf } from '../support/refusal'

const keys = (project: Project): string[] => [...project.migrations.keys()]
const config = (name: string, body: string): string =>
  `from django.apps import AppConfig\n\n\nclass ${name}(AppConfig):\n    ${body.replaceAll('\n', '\n    ')}\n`

describe('the root', () => {
  const files: Files = {
    'manage.py': '',
    'apps/shop/migrations/0001.py': migration(),
    'apps/shop/models.py': '',
    'blog/migrations/0001.py': migration(),
  }

  test.each([
    '.',
    'apps',
    'apps/shop',
    'apps/shop/models.py',
    'apps/shop/migrations',
    'apps/shop/migrations/0001.py',
  ])('is the folder of manage.py, from %s', (start) => {
    const folder = folderWith(files)
    const project = loadProject(start, { cwd: folder })
    expect(project.absoluteRoot).toBe(folder)
    expect(keys(project).sort()).toEqual(['blog.0001', 'shop.0001'])
  })

  test('is the nearest of several', () => {
    const folder = folderWith({ ...files, 'apps/manage.py': '' })
    expect(keys(loadProject('apps/shop', { cwd: folder }))).toEqual(['shop.0001'])
  })

  test.each(['src/shop', 'src/shop/models.py', 'src/shop/migrations', 'src/shop/migrations/0001.py', 'src'])(
    'without manage.py is around the app, from %s',
    (start) => {
      const folder = folderWith({
        'src/shop/migrations/0001.py': migration(),
        'src/shop/models.py': '',
        'src/blog/migrations/0001.py': migration(),
      })
      const project = loadProject(start, { cwd: folder })
      expect(project.absoluteRoot).toBe(join(folder, 'src'))
      expect(keys(project).sort()).toEqual(['blog.0001', 'shop.0001'])
    },
  )

  test('that is not there', () => {
    expect(refusalOf(() => loadProject('nowhere', { cwd: folderWith({}) }))).toMatchObject({
      code: 'not-found',
      path: 'nowhere',
    })
  })

  test('paths are shown from the working directory, and whole outside it', () => {
    const folder = folderWith(files)
    const inside = loadProject('blog', { cwd: folder }).migrations.get('blog.0001')
    expect(inside?.file.path).toBe(join('blog', 'migrations', '0001.py'))
    const outside = loadProject(folder, { cwd: join(folder, 'apps') }).migrations.get('blog.0001')
    expect(outside?.file.path).toBe(join(folder, 'blog', 'migrations', '0001.py'))
  })
})

describe('what is found', () => {
  test('migrations are the .py files that Django would load', () => {
    const project = projectFrom({
      'shop/migrations/__init__.py': '',
      'shop/migrations/0001.py': migration(),
      'shop/migrations/_helper.py': '',
      'shop/migrations/~0002.py': '',
      'shop/migrations/0003.py.bak': '',
      'shop/migrations/0004.sql': '',
      'shop/migrations/sql.py/': '',
      'shop/migrations/max_migration.txt': '',
    })
    expect(keys(project)).toEqual(['shop.0001'])
  })

  test('hidden, generated and installed code is passed over', () => {
    const text = migration()
    const project = projectFrom({
      'shop/migrations/0001.py': text,
      '.tox/a/migrations/0001.py': text,
      'node_modules/b/migrations/0001.py': text,
      'env/pyvenv.cfg': '',
      'env/lib/c/migrations/0001.py': text,
      'vendor/site-packages/d/migrations/0001.py': text,
      '__pycache__/e/migrations/0001.py': text,
      'frontend/migrations/001.ts': '',
    })
    expect(keys(project)).toEqual(['shop.0001'])
  })

  test('a circle of links ends', () => {
    const folder = folderWith({ 'manage.py': '', 'shop/migrations/0001.py': migration() })
    symlinkSync(folder, join(folder, 'shop', 'loop'))
    symlinkSync(join(folder, 'nowhere'), join(folder, 'broken'))
    expect(keys(loadProject('.', { cwd: folder }))).toEqual(['shop.0001'])
  })

  test('MIGRATION_MODULES', () => {
    const project = projectFrom({
      'config/settings.py':
        'MIGRATION_MODULES = {"shop": "history.shop", "blog": None, "far": "not.in.project"}\n',
      'shop/migrations/0009.py': migration(),
      'history/shop/0001.py': migration(),
    })
    expect(keys(project)).toEqual(['shop.0001'])
  })

  test('MIGRATION_MODULES that cannot be read, for the folder that is pointed at', () => {
    const files = { 'shop/history/0001.py': migration(), 'shop/history/other.py': '' }
    expect(keys(projectFrom(files, 'shop/history/0001.py'))).toEqual(['shop.0001', 'shop.other'])
    expect(keys(projectFrom(files, 'shop/history/other.py'))).toEqual([])
  })

  test('MIGRATION_MODULES under src', () => {
    const project = projectFrom({
      'config/settings.py': 'MIGRATION_MODULES = {"shop": "shop.history"}\n',
      'src/shop/history/0001.py': migration(),
    })
    expect(keys(project)).toEqual(['shop.0001'])
  })

  test('a migration by its file', () => {
    const folder = folderWith({
      'manage.py': '',
      'shop/migrations/0001.py': migration(),
      'shop/models.py': '',
    })
    const project = loadProject('.', { cwd: folder })
    expect(migrationAt(project, 'shop/migrations/0001.py', folder)?.key).toBe('shop.0001')
    expect(migrationAt(project, 'shop/models.py', folder)).toBeUndefined()
    expect(migrationAt(project, 'shop/migrations/0009.py', folder)).toBeUndefined()
  })
})

// `check` said of every file in them that it is no migration.
describe('a package that is only called migrations', () => {
  test.each([
    ['tools for writing them (wagtail)', 'operations.py', 'class BaseOperation:\n    pass\n'],
    ['tests of them (label-studio)', 'test_cleanup.py', 'def test_it(migrator):\n    pass\n'],
    ['Django itself (kolibri)', 'migration.py', 'class Migration:\n    operations = []\n'],
  ])('%s', (_title, name, text) => {
    const project = projectFrom({
      [`blocks/migrations/${name}`]: text,
      'shop/migrations/0001.py': migration(),
    })
    expect([...project.apps.keys()]).toEqual(['shop'])
  })

  test.each([
    ['one with no migrations yet', '__init__.py', ''],
    ['one that is called by its number', '0001_initial.py', ''],
    ['one that has a name', 'initial.py', migration()],
    ['one that is not UTF-8', 'initial.py', new Uint8Array([...Buffer.from(migration()), 0xff])],
  ])('not: %s', (_title, name, text) => {
    expect([...projectFrom({ [`shop/migrations/${name}`]: text }).apps.keys()]).toEqual(['shop'])
  })
})

describe('app labels', () => {
  test.each<[string, Files, string]>([
    ['without apps.py: the folder', {}, 'shop'],
    ['label', { 'apps.py': config('C', 'name = "a.shop"\nlabel = "store"  # why') }, 'store'],
    ['the last part of name', { 'apps.py': config('C', 'name = "project.store"') }, 'store'],
    ['a computed label', { 'apps.py': config('C', 'name = "project.store"\nlabel = make()') }, 'store'],
    ['no AppConfig', { 'apps.py': 'class C:\n    label = "store"\n' }, 'shop'],
    ['another file', { 'config.py': config('C', 'label = "store"') }, 'shop'],
    ['__init__.py', { '__init__.py': config('C', 'name = "x"\nlabel = "store"') }, 'store'],
    ['an apps package', { 'apps/__init__.py': config('C', 'label = "store"') }, 'store'],
    [
      'one of two says default',
      { 'apps.py': config('A', 'label = "one"') + config('B', 'label = "two"\ndefault = True') },
      'two',
    ],
    [
      'one of two says not',
      { 'apps.py': config('A', 'label = "one"\ndefault = False') + config('B', 'label = "two"') },
      'two',
    ],
    [
      'two of the same right',
      { 'apps.py': config('A', 'label = "one"') + config('B', 'label = "two"') },
      'shop',
    ],
    [
      'a subclass of another AppConfig',
      {
        'apps.py':
          'from core.apps import CoreAppConfig\nclass C(CoreAppConfig):\n    name = "project.store"\n',
      },
      'store',
    ],
    ['broken Python', { 'apps.py': 'class C(AppConfig:\n' }, 'shop'],
  ])('%s', (_name, files, label) => {
    const placed = Object.fromEntries(Object.entries(files).map(([path, text]) => [`shop/${path}`, text]))
    const project = projectFrom({ ...placed, 'shop/migrations/0001.py': migration() })
    expect([...project.apps.keys()]).toEqual([label])
  })

  test('INSTALLED_APPS names one of two', () => {
    const project = projectFrom({
      'config/settings.py': 'INSTALLED_APPS = ["shop.apps.B"]\n',
      'shop/apps.py': config('A', 'label = "one"') + config('B', 'label = "two"'),
      'shop/migrations/0001.py': migration(),
    })
    expect([...project.apps.keys()]).toEqual(['two'])
  })

  const twice: Files = {
    'src/shop/migrations/0001.py': migration(),
    'src/shop/migrations/0002.py': migration({ dependencies: ['shop.0001'] }),
    'sandbox/shop/migrations/0001_fork.py': migration(),
    'blog/migrations/0001.py': migration({ dependencies: ['shop.0001'] }),
    'news/migrations/0001.py': migration(),
  }

  test('twice: the one of the target', () => {
    const project = projectFrom(twice, 'src/shop/migrations/0002.py')
    expect(keys(project)).toEqual(['blog.0001', 'news.0001', 'shop.0001', 'shop.0002'])
  })

  test('twice: the nearest to the target', () => {
    const project = projectFrom({ ...twice, 'src/tags/migrations/0001.py': migration() }, 'src/tags')
    expect(project.apps.get('shop')?.path).toBe(join('src', 'shop', 'migrations'))
  })

  test('twice and equally near: refused only where it is needed', () => {
    const project = projectFrom(twice, 'news')
    expect([...project.ambiguous.keys()]).toEqual(['shop'])
    const graph = buildGraph(project)
    expect(() => {
      assertSound(graph, 'news.0001')
    }).not.toThrow()
    const refusal = refusalOf(() => {
      assertSound(graph, 'blog.0001')
    })
    expect(refusal.code).toBe('ambiguous-app')
    expect(refusal.reason).toContain(join('sandbox', 'shop', 'migrations'))
  })
})

describe('reading a file', () => {
  test('a byte order mark stays', () => {
    const project = projectFrom({ 'shop/migrations/0001.py': `\uFEFF${migration()}` })
    const found = project.migrations.get('shop.0001')
    expect(found?.file.text.startsWith('\uFEFF')).toBe(true)
    expect(found?.operations).toEqual([])
  })

  test('what is not UTF-8 is refused when it is read, not before', () => {
    const project = projectFrom({ 'shop/migrations/0001.py': Uint8Array.of(0x23, 0xe9, 0x0a) })
    expect(refusalOf(() => project.migrations.get('shop.0001')?.file)).toMatchObject({
      code: 'not-utf8',
      path: join('shop', 'migrations', '0001.py'),
    })
  })

  test('one that is not UTF-8 does not stand in the way of the user model', () => {
    const project = projectFrom({ 'shop/migrations/0001.py': Uint8Array.of(0xe9) })
    expect(project.settings.project.userModel).toBe('auth.user')
  })

  test('attributes', () => {
    const project = projectFrom({
      'shop/migrations/0001.py': migration({ body: ['initial = True', 'atomic = True', 'atomic = False'] }),
      'shop/migrations/0002.py': migration({ dependencies: ['shop.0001'] }),
      'blog/migrations/0001.py': migration({ dependencies: ['shop.0001'] }),
    })
    const facts = [...project.migrations.values()].map(({ key, initial, atomic }) => [key, initial, atomic])
    expect(facts).toEqual([
      ['blog.0001', true, true],
      ['shop.0001', true, false],
      ['shop.0002', false, true],
    ])
  })

  test('operations that cannot be read as a whole', () => {
    const text = migration().replace(/ {4}operations = \[\n {4}\]/, '    operations = make()')
    const project = projectFrom({ 'shop/migrations/0001.py': text })
    expect(project.migrations.get('shop.0001')?.operations).toMatchObject([{ kind: 'Opaque' }])
  })
})
