import { mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { folderWith, migration, pairOf } from '../support/project'
import { refusalOf } from '../support/refusal'
import { filesOf, projectFolder, take } from './choose-support'

const SHOP = {
  'shop.0001_initial': [],
  'shop.0002_auto': ['shop.0001_initial'],
  'shop.0003_more': ['shop.0002_auto'],
}
const TWO_APPS = {
  ...SHOP,
  'blog.0001_initial': ['shop.0001_initial'],
  'blog.0002_post': ['blog.0001_initial', 'shop.0002_auto'],
}
const squash = (...keys: string[]): string[] => [`replaces = [${keys.map(pairOf).join(', ')}]`]

describe('files', () => {
  test('are taken as they are, in the order of migrate, with nothing said', () => {
    const folder = projectFolder(filesOf(TWO_APPS))
    const paths = [
      'blog/migrations/0002_post.py',
      'shop/migrations/0002_auto.py',
      'shop/migrations/0001_initial.py',
    ]
    const keys = ['shop.0001_initial', 'shop.0002_auto', 'blog.0002_post']
    expect(take(folder, paths)).toEqual({ keys, notes: [], folders: false })
  })

  test('are taken once, however often and by whatever links they are named', () => {
    const folder = projectFolder(filesOf(SHOP))
    symlinkSync('shop', join(folder, 'link'))
    symlinkSync(join('shop', 'migrations', '0002_auto.py'), join(folder, 'direct.py'))
    const path = 'shop/migrations/0002_auto.py'
    const paths = [path, `./${path}`, 'link/migrations/0002_auto.py', 'direct.py']
    expect(take(folder, paths).keys).toEqual(['shop.0002_auto'])
    expect(take(folder, paths.toReversed().slice(1)).keys).toEqual(['shop.0002_auto'])
  })

  test('and folders go together: the choice is for the folders', () => {
    const folder = projectFolder(filesOf(TWO_APPS))
    const { keys, folders } = take(folder, ['shop', 'blog/migrations/0001_initial.py'], { since: '0002' })
    expect(keys).toEqual(['blog.0001_initial', 'shop.0003_more'])
    expect(folders).toBe(true)
  })

  test.each<[string, string]>([
    ['since', '--since'],
    ['gitBase', '--git-base'],
    ['showmigrations', '--showmigrations'],
    ['all', '--all'],
  ])('do not go with a choice (%s)', (key, flag) => {
    const folder = projectFolder(filesOf(SHOP))
    const refusal = refusalOf(() =>
      take(folder, ['shop/migrations/0002_auto.py'], { [key]: key === 'all' ? true : 'x' }),
    )
    expect(refusal).toMatchObject({ code: 'usage', reason: `${flag} is for folders` })
  })

  test.each<[string, string, string]>([
    ['not there', 'shop/migrations/0009.py', 'not-found'],
    ['no migration', 'shop/models.py', 'not-a-migration'],
  ])('that are %s are refused', (_, path, code) => {
    const folder = projectFolder({ ...filesOf(SHOP), 'shop/models.py': '' })
    expect(refusalOf(() => take(folder, [path])).code).toBe(code)
  })

  test('a command that is misspelt is not there', () => {
    expect(refusalOf(() => take(projectFolder(filesOf(SHOP)), ['chek'])).wayOut).toBe('did you mean "check"?')
  })
})

describe('folders', () => {
  const paths = [
    ['.'],
    ['shop', 'blog'],
    ['shop/migrations', 'blog/migrations'],
    ['shop', '.'],
    ['blog', 'shop', 'blog'],
  ]

  test.each(paths.map((each) => [each]))('%j: every app in them', (given) => {
    const folder = projectFolder(filesOf(TWO_APPS))
    const { keys, notes } = take(folder, given, { all: true })
    expect(keys).toEqual([
      'shop.0001_initial',
      'shop.0002_auto',
      'blog.0001_initial',
      'blog.0002_post',
      'shop.0003_more',
    ])
    expect(notes).toEqual(['taking all 5 migrations of the apps blog and shop'])
  })

  test('that hold several apps, with and without a manage.py', () => {
    const apps = Object.entries(filesOf(TWO_APPS)).map(([path, text]) => [`apps/${path}`, text] as const)
    const without = folderWith(Object.fromEntries(apps))
    const withIt = projectFolder(Object.fromEntries(apps))
    for (const folder of [without, withIt]) {
      expect(take(folder, ['apps'], { all: true }).keys).toHaveLength(5)
      expect(take(folder, ['apps/shop', '.'], { all: true }).keys).toHaveLength(5)
      expect(take(folder, ['apps/shop'], { all: true }).keys).toHaveLength(3)
      expect(take(join(folder, 'apps/shop'), ['.'], { all: true }).keys).toHaveLength(3)
      expect(take(join(folder, 'apps/shop/migrations'), ['.'], { all: true }).keys).toHaveLength(3)
    }
  })

  test('reached by a link', () => {
    const folder = projectFolder(filesOf(SHOP))
    const elsewhere = folderWith({})
    symlinkSync(join(folder, 'shop'), join(elsewhere, 'link'))
    expect(take(folder, [join(elsewhere, 'link')], { all: true }).keys).toHaveLength(3)
    expect(take(elsewhere, ['link'], { all: true }).keys).toHaveLength(3)
  })

  test('of migrations that are called something else', () => {
    const folder = folderWith({ 'shop/changes/0001_initial.py': migration(), 'shop/changes/_help.py': '' })
    expect(take(folder, ['shop/changes'], { all: true }).keys).toEqual(['shop.0001_initial'])
  })

  test('what is no migration in them is not taken; merges, empty ones and squashed ones are', () => {
    const sketch = {
      ...SHOP,
      'shop.0003_other': ['shop.0002_auto'],
      'shop.0004_merge': ['shop.0003_more', 'shop.0003_other'],
      'shop.0001_squashed_0002': { body: squash('shop.0001_initial', 'shop.0002_auto') },
    }
    const others = {
      'shop/migrations/helpers.py': 'X = 1\n',
      'shop/migrations/_x.py': '',
      'shop/migrations/a.sql': '',
    }
    const { keys } = take(projectFolder({ ...filesOf(sketch), ...others }), ['shop'], { all: true })
    expect(keys).toEqual([
      'shop.0001_initial',
      'shop.0002_auto',
      'shop.0001_squashed_0002',
      'shop.0003_other',
      'shop.0003_more',
      'shop.0004_merge',
    ])
  })

  test('squashed twice: behind those that each replaces', () => {
    const sketch = {
      'shop.0001_a': [],
      'shop.0002_b': ['shop.0001_a'],
      'shop.0001_big': { body: squash('shop.0001_small', 'shop.0002_b') },
      'shop.0001_small': { body: squash('shop.0001_a') },
    }
    expect(take(projectFolder(filesOf(sketch)), ['shop'], { all: true }).keys).toEqual([
      'shop.0001_a',
      'shop.0001_small',
      'shop.0002_b',
      'shop.0001_big',
    ])
  })

  test('without migrations are refused', () => {
    const folder = projectFolder({
      ...filesOf(SHOP),
      'empty/models.py': '',
      'bare/migrations/__init__.py': '',
    })
    for (const path of ['empty', 'bare', 'bare/migrations']) {
      expect(refusalOf(() => take(folder, [path, 'shop'], { all: true }))).toMatchObject({
        code: 'no-history',
        path,
      })
    }
    mkdirSync(join(folder, 'nothing'))
    expect(refusalOf(() => take(folder, ['nothing'])).reason).toBe('there are no migrations here')
  })

  test('of an app whose migrations are elsewhere: it is said where', () => {
    const folder = projectFolder({
      'shop/models.py': '',
      'db/shop/0001_initial.py': migration(),
      'config/settings.py': 'INSTALLED_APPS = ["shop"]\nMIGRATION_MODULES = {"shop": "db.shop"}\n',
    })
    expect(refusalOf(() => take(folder, ['shop'])).wayOut).toBe('those of the app shop are in db/shop')
    expect(take(folder, ['.'], { all: true }).keys).toEqual(['shop.0001_initial'])
  })

  test('of two projects are refused, whichever comes first', () => {
    const one = { 'one/manage.py': '', 'one/shop/migrations/0001_initial.py': migration() }
    const two = { 'two/manage.py': '', 'two/blog/migrations/0001_initial.py': migration() }
    const folder = folderWith({ ...one, ...two })
    expect(refusalOf(() => take(folder, ['one', 'two'], { all: true }))).toMatchObject({
      code: 'usage',
      reason: 'this folder belongs to another project than the first',
      path: 'two',
    })
    expect(
      refusalOf(() => take(folder, ['two', 'one/shop/migrations/0001_initial.py'], { all: true })),
    ).toMatchObject({
      reason: 'this file belongs to another project than the first',
    })
  })

  test('with two apps of one label are refused, and one of the two is taken', () => {
    const text = migration()
    const folder = projectFolder({ 'a/shop/migrations/0001.py': text, 'b/shop/migrations/0001.py': text })
    expect(refusalOf(() => take(folder, ['.'], { all: true })).code).toBe('ambiguous-app')
    expect(take(folder, ['b/shop'], { all: true }).keys).toEqual(['shop.0001'])
  })

  test('only one way of choosing at once', () => {
    const folder = projectFolder(filesOf(SHOP))
    const refusal = refusalOf(() => take(folder, ['shop'], { all: true, since: '0001', gitBase: 'main' }))
    expect(refusal.reason).toBe('--since, --git-base and --all cannot go together')
  })

  test('hostile names', () => {
    const name = 'we "ird\'\n $(x) é'
    const apps = Object.entries(filesOf(SHOP)).map(([path, text]) => [`${name}/${path}`, text] as const)
    const folder = projectFolder(Object.fromEntries(apps))
    expect(take(folder, [name], { all: true }).keys).toHaveLength(3)
  })
})

describe('--since', () => {
  const of = (since: string, ...paths: string[]): readonly string[] =>
    take(projectFolder(filesOf(TWO_APPS)), paths, { since }).keys

  test.each(['0001', '0001_initial', '0001_in', 'shop.0001', 'shop.0001_initial', ' 0001 '])(
    '%s',
    (since) => {
      expect(of(since, 'shop')).toEqual(['shop.0002_auto', 'shop.0003_more'])
    },
  )

  test('zero is before the first', () => {
    expect(of('zero', 'shop')).toHaveLength(3)
    expect(of('shop.zero,blog.0002', '.')).toEqual(['shop.0003_more'])
  })

  test('a whole name is not the beginning of another', () => {
    const sketch = { 'shop.0001': [], 'shop.0001_b': ['shop.0001'], 'shop.0002': ['shop.0001_b'] }
    const folder = projectFolder(filesOf(sketch))
    expect(take(folder, ['shop'], { since: '0001' }).keys).toEqual(['shop.0001_b', 'shop.0002'])
    expect(refusalOf(() => take(folder, ['shop'], { since: '000' }))).toMatchObject({
      code: 'not-found',
      reason: 'several migrations start with 000: 0001, 0001_b and 0002',
    })
  })

  test('branches: what does not have to run before it is new', () => {
    const sketch = {
      'shop.0001': [],
      'shop.0002_a': ['shop.0001'],
      'shop.0002_b': ['shop.0001'],
      'shop.0003': ['shop.0002_a', 'shop.0002_b'],
    }
    const folder = projectFolder(filesOf(sketch))
    expect(take(folder, ['shop'], { since: '0002_a' }).keys).toEqual(['shop.0002_b', 'shop.0003'])
    expect(take(folder, ['shop'], { since: '0002_a,0002_b' }).keys).toEqual(['shop.0003'])
  })

  test('several apps, each with its own; what has to run before one is old in the others', () => {
    expect(of('shop.0001,blog.0001', '.')).toEqual(['shop.0002_auto', 'blog.0002_post', 'shop.0003_more'])
    expect(of('shop.0001,blog.0002', '.')).toEqual(['shop.0003_more'])
  })

  test('an app without one is refused, unless all of it has to run before the others', () => {
    const refusal = refusalOf(() => of('shop.0002', '.'))
    expect(refusal).toMatchObject({
      code: 'usage',
      reason: '--since does not say which migrations of the app blog are new',
      wayOut: 'name the last old one of each app (--since shop.0002,blog.0001), or leave its folder out',
    })
    const sketch = { 'shop.0001': [], 'blog.0001': ['shop.0001'], 'blog.0002': ['blog.0001'] }
    expect(take(projectFolder(filesOf(sketch)), ['.'], { since: 'blog.0001' }).keys).toEqual(['blog.0002'])
  })

  test('a name that several apps have needs the app', () => {
    expect(refusalOf(() => of('0001_initial', '.'))).toMatchObject({
      code: 'usage',
      reason: '0001_initial is in several of the apps: blog and shop',
      wayOut: 'name the app as well, as in --since blog.0001_initial',
    })
    expect(of('0003_more,blog.0001', '.')).toEqual(['blog.0002_post'])
  })

  test.each<[string, string, string]>([
    ['0099', 'not-found', 'there is no migration 0099 in the app shop'],
    ['0002_atuo', 'not-found', 'there is no migration 0002_atuo in the app shop'],
    ['blog.0001', 'usage', '--since names blog.0001, and the app is not among those given'],
    ['', 'usage', '--since cannot be ""'],
    ['0001,', 'usage', '--since cannot be ""'],
    ['shop.', 'usage', '--since cannot be "shop."'],
  ])('"%s" is refused', (since, code, reason) => {
    expect(refusalOf(() => of(since, 'shop'))).toMatchObject({ code, reason })
  })

  test('squashed migrations: old with all that they replace, and the other way round', () => {
    const sketch = {
      'shop.0001': [],
      'shop.0002': ['shop.0001'],
      'shop.0001_squashed': { body: squash('shop.0001', 'shop.0002') },
      'shop.0003': ['shop.0001_squashed'],
    }
    const folder = projectFolder(filesOf(sketch))
    expect(take(folder, ['shop'], { since: '0001_squashed' }).keys).toEqual(['shop.0003'])
    expect(take(folder, ['shop'], { since: '0002' }).keys).toEqual(['shop.0003'])
    expect(take(folder, ['shop'], { since: '0003' }).keys).toEqual([])
    const keys = ['shop.0002', 'shop.0001_squashed', 'shop.0003']
    expect(take(folder, ['shop'], { since: 'shop.0001' }).keys).toEqual(keys)
  })

  test('a gap in the history is refused: what lies before it would look new', () => {
    const files = filesOf({ ...SHOP, 'shop.0002_auto': ['shop.0001_gone'] })
    expect(refusalOf(() => take(projectFolder(files), ['shop'], { since: '0003' })).code).toBe(
      'missing-dependency',
    )
    const broken = { ...filesOf(SHOP), 'shop/migrations/0002_auto.py': 'class (' }
    expect(refusalOf(() => take(projectFolder(broken), ['shop'], { since: '0003' })).code).toBe('not-python')
  })

  test('it is said what is taken, and that nothing is', () => {
    const folder = projectFolder(filesOf(TWO_APPS))
    expect(take(folder, ['shop'], { since: '0001' }).notes).toEqual([
      'taking the 2 migrations after shop.0001_initial',
    ])
    expect(take(folder, ['shop'], { since: '0002' }).notes).toEqual([
      'taking the migration after shop.0002_auto',
    ])
    expect(take(folder, ['shop'], { since: '0003' })).toEqual({
      keys: [],
      notes: ['no migration of the app shop comes after shop.0003_more'],
      folders: true,
    })
  })
})
