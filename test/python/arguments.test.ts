import {
  bindArguments,
  intValue,
  isCallTo,
  referenceTarget,
  stringList,
  stringValue,
  truthy,
} from '../../src/python/arguments'
import type { Call } from '../../src/python/nodes'
import { expression } from './support'

function call(source: string): Call {
  const value = expression(source)
  if (value.kind !== 'call') throw new Error(`${source} is a ${value.kind}`)
  return value
}

describe('bindArguments', () => {
  const bound = (source: string) => {
    const { values, extra, duplicates, unpacked } = bindArguments(call(source), ['a', 'b'])
    return [[...values.keys()].join(), extra.length, duplicates.length, unpacked.length]
  }

  test.each([
    ['f()', ['', 0, 0, 0]],
    ['f(1)', ['a', 0, 0, 0]],
    ['f(1, 2)', ['a,b', 0, 0, 0]],
    ['f(1, 2, 3)', ['a,b', 1, 0, 0]],
    ['f(b=1, a=2)', ['b,a', 0, 0, 0]],
    ['f(1, a=2)', ['a', 0, 1, 0]],
    ['f(a=1, a=2)', ['a', 0, 1, 0]],
    ['f(1, other=2)', ['a,other', 0, 0, 0]],
    ['f(1, **x)', ['a', 0, 0, 1]],
    ['f(*x, 1)', ['', 1, 0, 1]],
    ['f(*x, b=1)', ['b', 0, 0, 1]],
  ])('%s', (source, expected) => {
    expect(bound(source)).toEqual(expected)
  })
})

test.each([
  ["'True'", true],
  ["'False'", true],
  ["''", false],
  ['True', true],
  ['False', false],
  ['None', false],
  ['0', false],
  ['-0', false],
  ['0.0', false],
  ['1e-400', false],
  ['3', true],
  ['[]', false],
  ['[0]', true],
  ['[*a]', undefined],
  ['[*a, 1]', true],
  ['()', false],
  ['set()', false],
  ['{}', false],
  ['{1: 2}', true],
  ['f()', undefined],
  ['settings.DEBUG', undefined],
  ['a or b', undefined],
  ["b''", false],
])('%s is %s to Python', (source, expected) => {
  expect(truthy(expression(source))).toBe(expected)
})

test('values', () => {
  expect(stringValue(expression('"a"'))).toBe('a')
  expect(stringValue(expression('b"a"'))).toBeUndefined()
  expect(stringValue(undefined)).toBeUndefined()
  expect(intValue(expression('-0x10'))).toBe(-16)
  expect(intValue(expression('1.0'))).toBeUndefined()
  expect(intValue(expression('True'))).toBeUndefined()
  expect(intValue(expression('9007199254740993'))).toBeUndefined()
  expect(stringList(expression('["a", "b"]'))).toEqual(['a', 'b'])
  expect(stringList(expression('("a",)'))).toEqual(['a'])
  expect(stringList(expression('set(["a"])'))).toEqual(['a'])
  expect(stringList(expression('["a", *b]'))).toBeUndefined()
  expect(stringList(expression('"ab"'))).toBeUndefined()
  expect(stringList(undefined)).toBeUndefined()
})

test('references and calls', () => {
  expect(referenceTarget(expression('models.CharField'))).toBe('django.db.models.CharField')
  expect(referenceTarget(expression('dict'))).toBe('builtins.dict')
  expect(referenceTarget(expression('nowhere'))).toBeUndefined()
  expect(referenceTarget(expression('1'))).toBeUndefined()
  expect(isCallTo(expression('migrations.RunSQL()'), 'django.db.migrations.RunSQL')).toBe(true)
  expect(isCallTo(expression('migrations.RunSQL'), 'django.db.migrations.RunSQL')).toBe(false)
  expect(isCallTo(expression('local()'), 'other')).toBe(false)
  expect(isCallTo(undefined, 'a')).toBe(false)
})
