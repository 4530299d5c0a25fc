import { loadProject } from '../../src/django/project'
import { folderWith, migration, projectFrom } from '../support/project'
import type { Files } from '../support/project'
import type { Settings } from '../../src/django/settings'

function settingsOf(files: Files): Settings {
  return projectFrom(files).settings
}

const inSettings = (text: string): Settings => settingsOf({ 'config/settings.py': text })

describe('which file', () => {
  test.each<[string, Files, string]>([
    [
      'of manage.py',
      { 'manage.py': 'setdefault("DJANGO_SETTINGS_MODULE", "a.b")', 'a/b.py': 'X_MODEL = "a.A"' },
      'a/b.py',
    ],
    [
      'of manage.py, a package',
      {
        'manage.py': "os.environ['DJANGO_SETTINGS_MODULE'] = 'a.b'",
        'a/b/__init__.py': 'X_MODEL = "a.A"',
        'c/settings.py': 'X_MODEL = "c.C"',
      },
      'a/b/__init__.py',
    ],
    ['near the root', { 'config/settings.py': 'X_MODEL = "a.A"' }, 'config/settings.py'],
    [
      'settings/base.py',
      { 'config/settings/base.py': 'X_MODEL = "a.A"', 'config/settings/__init__.py': '' },
      'base.py',
    ],
  ])('%s', (_name, files, file) => {
    const settings = settingsOf(files)
    expect(settings.file?.endsWith(file)).toBe(true)
    expect(settings.project.swappable).toEqual(new Map([['X_MODEL', 'a.a']]))
  })

  /** A repository, of which the Django project is only a part. */
  const manage = 'setdefault("DJANGO_SETTINGS_MODULE", "a.b")'
  const inRepository = (files: Files): string | undefined =>
    loadProject('.', { cwd: folderWith(files) }).settings.file

  test('of the one manage.py below the root', () => {
    const files = { 'shop/src/manage.py': manage, 'shop/src/a/b.py': '', 'docs/settings.py': 'X = 1' }
    expect(inRepository(files)).toMatch(/shop\/src\/a\/b\.py$/)
    expect(inRepository({ ...files, 'other/manage.py': manage })).toMatch(/docs\/settings\.py$/)
  })

  test('none', () => {
    expect(settingsOf({})).toMatchObject({ file: undefined, dialect: undefined, installedApps: [] })
  })

  test('from .base import *', () => {
    const settings = settingsOf({
      'manage.py': 'setdefault("DJANGO_SETTINGS_MODULE", "config.settings.local")',
      'config/settings/local.py':
        'from .base import *\nfrom .local import *\nfrom ..shared import *\nB_MODEL = "b.Local"\n',
      'config/settings/base.py': 'from config.common import *\nA_MODEL = "a.Base"\nB_MODEL = "b.Base"\n',
      'config/common.py': 'A_MODEL = "a.Common"\nC_MODEL = "c.Common"\n',
      'config/shared.py': 'D_MODEL = "d.Shared"\n',
    })
    expect(Object.fromEntries(settings.project.swappable)).toEqual({
      A_MODEL: 'a.base',
      B_MODEL: 'b.local',
      C_MODEL: 'c.common',
      D_MODEL: 'd.shared',
    })
  })

  test('include() of django-split-settings', () => {
    const settings = settingsOf({
      'manage.py': 'setdefault("DJANGO_SETTINGS_MODULE", "config.settings")',
      'config/settings/__init__.py':
        'from split_settings.tools import include, optional\n\ninclude(\n    "parts/base.py",\n    optional("local.py"),\n)\n',
      'config/settings/parts/base.py': 'A_MODEL = "a.Base"\n',
    })
    expect(settings.project.swappable.get('A_MODEL')).toBe('a.base')
  })

  test('one that is no Python counts as none', () => {
    expect(inSettings('DATABASES = {').dialect).toBeUndefined()
  })
})

describe('the dialect', () => {
  const engine = (name: string): string => `DATABASES = {"default": {"ENGINE": "${name}"}}\n`

  test.each<[string, string | undefined]>([
    [engine('django.db.backends.postgresql'), 'postgresql'],
    [engine('django.contrib.gis.db.backends.postgis'), 'postgresql'],
    [engine('psqlextra.backend'), 'postgresql'],
    [engine('django.db.backends.mysql'), 'mysql'],
    [engine('django.db.backends.sqlite3'), 'sqlite'],
    [engine('django.contrib.gis.db.backends.spatialite'), 'sqlite'],
    [engine('django.db.backends.oracle'), undefined],
    ['DATABASES = {"default": {"ENGINE": os.environ["ENGINE"]}}\n', undefined],
    ['DATABASES = {"other": {"ENGINE": "django.db.backends.mysql"}}\n', 'mysql'],
    [
      'import env\nDATABASES = {"default": env.db("DATABASE_URL", default="postgres:///shop")}\n',
      'postgresql',
    ],
    ['import dj\nDATABASES = {"default": dj.config(default="mysql://localhost/shop")}\n', 'mysql'],
    ['import dj\nDATABASES = {"default": dj.config()}\n', undefined],
    ['import env\nDATABASES = {"default": env.db(default="sqlite:///db.sqlite3")}\n', undefined],
    [engine('django.db.backends.sqlite3') + 'DATABASES["default"]["NAME"] = "x"\n', 'sqlite'],
    [engine('django.db.backends.sqlite3') + 'DATABASES["default"]["ENGINE"] = ENGINE\n', undefined],
    [engine('django.db.backends.sqlite3') + 'DATABASES["default"] = dj.config()\n', undefined],
    [engine('django.db.backends.sqlite3') + 'DATABASES["default"].update(dj.config())\n', undefined],
    [engine('django.db.backends.sqlite3') + 'DATABASES = {"default": dj.config()}\n', undefined],
    [engine('django.db.backends.postgresql') + 'DATABASES["default"].update(dj.config())\n', 'postgresql'],
    [engine('django.db.backends.postgresql') + 'DATABASES["default"]["HOST"] = "db"\n', 'postgresql'],
    [
      'if TEST:\n    ' +
        engine('django.db.backends.sqlite3') +
        'else:\n    ' +
        engine('django.db.backends.mysql'),
      undefined,
    ],
    ['', undefined],
  ])('%s', (text, dialect) => {
    expect(inSettings(text).dialect).toBe(dialect)
  })
})

describe('the user model', () => {
  const swapping = (name: string): string =>
    migration({
      operations: [
        'migrations.CreateModel(name="Other", fields=[])',
        `migrations.CreateModel(name="${name}", fields=[], options={"swappable": "AUTH_USER_MODEL"})`,
      ],
    })

  test.each<[string, Files, string]>([
    ['as written', { 'config/settings.py': 'AUTH_USER_MODEL = "people.Person"' }, 'people.person'],
    ['not set', { 'config/settings.py': '' }, 'auth.user'],
    ['found in the migrations', { 'people/migrations/0001.py': swapping('Person') }, 'people.person'],
    [
      'two in the migrations',
      { 'a/migrations/0001.py': swapping('Person'), 'b/migrations/0001.py': swapping('Person') },
      'auth.user',
    ],
    [
      'set to something computed',
      { 'config/settings.py': 'AUTH_USER_MODEL = make()', 'people/migrations/0001.py': swapping('Person') },
      'people.person',
    ],
  ])('%s', (_name, files, key) => {
    expect(settingsOf(files).project.userModel).toBe(key)
  })
})

describe('other settings', () => {
  test.each<[string, boolean]>([
    ['', false],
    ['DATABASE_ROUTERS = []\n', false],
    ['DATABASE_ROUTERS = ["a.Router"]\n', true],
    ['DATABASE_ROUTERS = make()\n', true],
  ])('routers: %s', (text, expected) => {
    expect(inSettings(text).project.hasDatabaseRouters).toBe(expected)
  })

  test("Django's own apps in INSTALLED_APPS", () => {
    const text =
      'INSTALLED_APPS = ["django.contrib.admin.apps.AdminConfig", "django.contrib.auth", *more, "shop"]\n'
    expect(new Set(inSettings(text).installedContrib)).toEqual(new Set(['admin', 'auth']))
    expect(inSettings('INSTALLED_APPS = make()\n').installedContrib).toEqual([])
  })

  test('DEFAULT_AUTO_FIELD', () => {
    const text = 'DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"\n'
    expect(inSettings(text).project.defaultAutoField).toBe('django.db.models.BigAutoField')
    expect(inSettings('').project.defaultAutoField).toBeUndefined()
  })
})
