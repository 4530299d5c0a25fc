import { builder, keepArguments, withArguments } from '../../src/python/build'
import type { Call } from '../../src/python/nodes'
import { printExpression } from '../../src/python/print'
import { scopeOfNewFile } from '../../src/python/print-scope'
import { expression, file } from './support'

const place = { file: file(''), span: { start: 0, end: 0 } }
const make = builder(place)
const print = (value: Parameters<typeof printExpression>[0]): string =>
  printExpression(value, scopeOfNewFile('a/b.py'))

function call(source: string): Call {
  const value = expression(source)
  if (value.kind !== 'call') throw new Error(`${source} is a ${value.kind}`)
  return value
}

test('everything that can be made', () => {
  const made = make.call('django.db.migrations.AddField', [make.string('a"b')], {
    b: make.list([make.int(1), make.int(-2n), make.int(10n ** 30n)]),
    a: make.tuple([make.none()]),
    gone: undefined,
    d: make.dict([
      ['k', make.boolean(true)],
      [make.int(1), make.reference('builtins.dict')],
    ]),
  })
  expect(print(made)).toBe(
    `migrations.AddField("a\\"b", b=[1, -2, ${10n ** 30n}], a=(None,), d={"k": True, 1: dict})`,
  )
  expect(made.place).toBe(place)
  expect(made.synthetic).toBe(true)
})

test('references are canonical', () => {
  expect(make.reference('django.db.models.fields.CharField').target).toBe('django.db.models.CharField')
  expect(make.reference('builtins.dict').origin).toBe('builtin')
})

describe('withArguments', () => {
  const one = make.int(1)
  test.each([
    ['models.F(a=2, c=3)', { b: one }, 'models.F(a=2, b=1, c=3)'],
    ['models.F(b=2)', { a: one, c: one }, 'models.F(a=1, b=2, c=1)'],
    ['models.F("x", b=2)', { a: one }, 'models.F("x", a=1, b=2)'],
    ['models.F("x")', { a: one }, 'models.F("x", a=1)'],
    ['models.F(b=2, a=3)', { a: one }, 'models.F(b=2, a=1)'],
    ['models.F(a=2, b=3)', { a: undefined }, 'models.F(b=3)'],
    ['models.F(a=2)', { gone: undefined }, 'models.F(a=2)'],
    ['models.F(**uuid.x)', { a: one }, 'models.F(a=1, **uuid.x)'],
    ['models.F(b=2, *uuid.x)', { a: one }, 'models.F(b=2, *uuid.x, a=1)'],
    ['models.F()', { a: one }, 'models.F(a=1)'],
  ])('%s', (source, changes, expected) => {
    expect(print(withArguments(call(source), changes))).toBe(expected)
  })

  test('names positional arguments where it is told their names', () => {
    expect(print(withArguments(call('models.F("x", "y", z=1)'), { to: one }, ['to', 'on']))).toBe(
      'models.F(to=1, on="y", z=1)',
    )
    expect(print(withArguments(call('models.F("x", *uuid.y, "z")'), { a: one }, ['to', 'on', 'at']))).toBe(
      'models.F("x", *uuid.y, "z", a=1)',
    )
  })

  test('does not change the call it is given, nor keep its name', () => {
    const original = call('models.F(a=2)')
    const named = { ...original, via: { name: 'F_A', place } }
    expect(withArguments(named, { a: one }).via).toBeUndefined()
    expect(withArguments(original, { a: one }).synthetic).toBe(true)
    expect(print(original)).toBe('models.F(a=2)')
  })
})

test('keepArguments', () => {
  expect(print(keepArguments(call('models.F("x", a=1, b=2, c=3)'), ['c', 'a']))).toBe(
    'models.F("x", a=1, c=3)',
  )
  expect(print(keepArguments(call('models.F("x", "y", a=1)'), ['on'], ['to', 'on']))).toBe('models.F(on="y")')
})
