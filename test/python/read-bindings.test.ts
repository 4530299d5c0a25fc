import { readBindings } from '../../src/python/read-bindings'
import { file, plain } from './support'

const values = (text: string) => readBindings(file(text, 'shop/settings.py')).values
const value = (text: string, name = 'A'): unknown => plain(values(text).get(name)?.())
const string = (text: string) => ({ kind: 'string', value: text })

test('settings as they are written', () => {
  const text = `import os
AUTH_USER_MODEL = "accounts.User"
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": os.environ["NAME"],
    }
}
DATABASE_ROUTERS = ["a.Router"]
MIGRATION_MODULES = dict(shop="shop.db_migrations")
`
  expect([...values(text).keys()]).toEqual([
    'AUTH_USER_MODEL',
    'DATABASES',
    'DATABASE_ROUTERS',
    'MIGRATION_MODULES',
  ])
  expect(value(text, 'AUTH_USER_MODEL')).toEqual(string('accounts.User'))
  expect(value(text, 'DATABASES')).toEqual({
    kind: 'dict',
    entries: [
      [
        string('default'),
        {
          kind: 'dict',
          entries: [
            [string('ENGINE'), string('django.db.backends.postgresql')],
            [string('NAME'), { kind: 'opaque', what: 'a subscript' }],
          ],
        },
      ],
    ],
  })
})

test.each([
  ['A = "a"\nA = "b"', string('b')],
  ['A: str = "a"', string('a')],
  ['B = A = "a"', string('a')],
  ['B = "a"\nA = B + "b"', string('ab')],
  ['from base import A\nA = "a"', string('a')],
])('%j', (text, expected) => {
  expect(value(text)).toEqual(expected)
})

test.each([
  ['A = "a"\nif DEBUG:\n    A = "b"'],
  ['if DEBUG:\n    A = "b"\nA = "a"'],
  ['try:\n    A = "a"\nexcept E:\n    pass'],
  ['A = "a"\nA += "b"'],
  ['A = {}\nA["b"] = 1'],
  ['A = []\nA.append(1)'],
  ['A = {}\nupdate(A)'],
  ['A = "a"\nfrom local import A'],
  ['A = "a"\ndel A'],
  ['A = "a"\ndef A(): pass'],
  ['A = "a"\nA, B = 1, 2'],
  ['A = {}\nB = A\nB["c"] = 1'],
])('%j cannot be told', (text) => {
  expect(values(text).get('A')?.().kind).toBe('opaque')
})

test('names that are not assigned', () => {
  expect([...values('import a\nfrom b import c\ndef f(): d = 1\nE: int\n').keys()]).toEqual([])
})

test('app configs', () => {
  const { classes } = readBindings(
    file(`from django.apps import AppConfig as Base
import django.apps
LABEL = "shop_" + "x"

class ShopConfig(Base):
    name = "company.shop"
    label = LABEL  # trailing
    default_auto_field = "django.db.models.BigAutoField"
    if x:
        verbose_name = "a"

    def ready(self):
        label = "other"

class Other(django.apps.AppConfig, Mixin): name = "other"
class Plain: pass
`),
  )
  expect(
    classes.map(({ name, bases, attributes }) => [
      name,
      bases,
      Object.fromEntries(
        [...attributes].map(([key, read]) => {
          const each = read()
          return [key, each.kind === 'string' ? each.value : each.kind]
        }),
      ),
    ]),
  ).toEqual([
    [
      'ShopConfig',
      ['django.apps.AppConfig'],
      {
        name: 'company.shop',
        label: 'shop_x',
        default_auto_field: 'django.db.models.BigAutoField',
        verbose_name: 'opaque',
      },
    ],
    ['Other', ['django.apps.AppConfig', 'Mixin'], { name: 'other' }],
    ['Plain', [], {}],
  ])
})

test('what is no Python is refused', () => {
  expect(() => readBindings(file('A = (\n'))).toThrow(/not valid Python/)
})
