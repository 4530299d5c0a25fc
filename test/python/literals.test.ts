import { evaluateNumber, evaluateString, joinStrings, negated } from '../../src/python/literals'
import { expression, plain } from './support'

const text = (value: string) => ({ bytes: false, value })
const bytes = (value: string) => ({ bytes: true, value })

test.each([
  [`''`, text('')],
  [`"it's"`, text("it's")],
  [`'''a "b" 'c' d'''`, text(`a "b" 'c' d`)],
  [`"""a\r\nb\rc\nd"""`, text('a\nb\nc\nd')],
  [`r'\\n'`, text('\\n')],
  [`R"\\d"`, text('\\d')],
  [`u'é'`, text('é')],
  [`'\\n\\t\\r\\a\\b\\f\\v\\0'`, text('\n\t\r\x07\b\f\v\0')],
  [`'\\x41\\u00e9\\U0001F600'`, text('Aé😀')],
  [`'\\101\\60\\7'`, text('A0\x07')],
  [`'\\777'`, text('\u01ff')],
  [`'\\d\\ '`, text('\\d\\ ')],
  [`'a\\\nb'`, text('ab')],
  [`'a\\\r\nb'`, text('ab')],
  [`'\\\\n'`, text('\\n')],
  [`'\\'\\"'`, text(`'"`)],
  [`'\\ud800'`, text('\ud800')],
  [`b'a\\x00\\xff'`, bytes('a\x00\xff')],
  [`b'\\777'`, bytes('\xff')],
  [`b'\\u0041\\N{DASH}'`, bytes('\\u0041\\N{DASH}')],
  [`rb'\\x00'`, bytes('\\x00')],
  [`Br'\\x00'`, bytes('\\x00')],
  [`f'plain'`, text('plain')],
  [`f'{{x}} \\x7b\\x7b'`, text('{x} {{')],
  [`rf'\\{{}}'`, text('\\{}')],
])('%j', (source, value) => {
  expect(evaluateString(source)).toEqual(value)
})

test.each([
  [`'\\N{EM DASH}'`, 'a table of names'],
  [`'\\xg0'`, 'no hex'],
  [`b'\\x1'`, 'too few digits'],
  [`'\\u12'`, 'too few digits'],
  [`'\\U00110000'`, 'no character'],
  [`'\\ud83d\\ude00'`, 'two characters to Python, one to JavaScript'],
  [`b'é'`, 'bytes are ASCII'],
  [`ur'a'`, 'Python 2'],
  [`t'a'`, 'a template'],
])('%j has no value here: %s', (source) => {
  expect(evaluateString(source)).toBeUndefined()
})

test('adjacent literals', () => {
  expect(joinStrings([text('a'), text('b')])).toEqual(text('ab'))
  expect(joinStrings([text('a'), bytes('b')])).toBeUndefined()
  expect(joinStrings([text('\ud83d'), text('\ude00')])).toBeUndefined()
  expect(joinStrings([text('a'), undefined])).toBeUndefined()
})

test.each([
  ['0', 'int', '0'],
  ['000', 'int', '0'],
  ['1_000', 'int', '1000'],
  ['0xFf_f', 'int', '4095'],
  ['0o17', 'int', '15'],
  ['0B101', 'int', '5'],
  ['9223372036854775808', 'int', '9223372036854775808'],
  ['1.5', 'float', '1.5'],
  ['1.', 'float', '1.'],
  ['.5', 'float', '.5'],
  ['1E-5', 'float', '1e-5'],
  ['1_0.0_1e1_0', 'float', '10.01e10'],
])('%s', (source, type, value) => {
  expect(evaluateNumber(source)).toEqual({ type, value })
})

test.each(['1j', '1.5J', '10L', '0777', '0x', '1e', ''])('%j is no number', (source) => {
  expect(evaluateNumber(source)).toBeUndefined()
})

test('signs', () => {
  expect(negated({ type: 'int', value: '0' })).toEqual({ type: 'int', value: '0' })
  expect(negated({ type: 'int', value: '-7' })).toEqual({ type: 'int', value: '7' })
  expect(negated({ type: 'float', value: '0.0' })).toEqual({ type: 'float', value: '-0.0' })
})

const number = (value: string, type = 'int') => ({ kind: 'number', type, value })
const string = (value: string) => ({ kind: 'string', value })

test.each([
  ['-1', number('-1')],
  ['- -1', number('1')],
  ['+1', number('1')],
  ['-1.50', number('-1.50', 'float')],
  ['(1)', number('1')],
  ['True', { kind: 'boolean', value: true }],
  ['None', { kind: 'none' }],
  ['[]', { kind: 'list', items: [] }],
  ['()', { kind: 'tuple', items: [] }],
  ['(1,)', { kind: 'tuple', items: [number('1')] }],
  ['1, 2', { kind: 'tuple', items: [number('1'), number('2')], synthetic: true }],
  ['{1}', { kind: 'set', items: [number('1')] }],
  ['{}', { kind: 'dict', entries: [] }],
  ['{"a": 1}', { kind: 'dict', entries: [[string('a'), number('1')]] }],
  ['set()', { kind: 'set', items: [] }],
  ['set([("a", "b")])', { kind: 'set', items: [{ kind: 'tuple', items: [string('a'), string('b')] }] }],
  ['frozenset((1,))', { kind: 'set', frozen: true, items: [number('1')] }],
  ['tuple([1])', { kind: 'tuple', items: [number('1')] }],
  ['list()', { kind: 'list', items: [] }],
  ['dict(a=1)', { kind: 'dict', entries: [[{ ...string('a'), synthetic: true }, number('1')]] }],
  ['"a" + "b" + \'c\'', string('abc')],
  ['("a"\n  "b")', string('ab')],
  ['[1] + [2]', { kind: 'list', items: [number('1'), number('2')] }],
  ['[1, # one\n  2, # two\n]', { kind: 'list', items: [number('1'), number('2')] }],
  ['"a" \\\n  "b"', string('ab')],
])('x = %s', (source, value) => {
  expect(plain(expression(source))).toEqual(value)
})

test.each([
  ['"%s" % 1', 'a computation'],
  ['1 + 1', 'a computation'],
  ['-"a"', 'a computation'],
  ['1j', 'a complex number'],
  ['"a" + b"b"', 'a computation'],
  ['[1] - [2]', 'a computation'],
  ['f"{x}"', 'a computed string'],
  ['"\\N{EM DASH}"', 'a computed string'],
  ['lambda: 1', 'a lambda'],
  ['[a for a in b]', 'a comprehension'],
  ['(a for a in b)', 'a generator'],
  ['a if b else c', 'a conditional expression'],
  ['a["b"]', 'a subscript'],
  ['a().b', 'an attribute of a computed value'],
  ['not a', 'a condition'],
  ['{**a}', 'a dictionary with unpacking'],
  ['...', 'an ellipsis'],
  ['a < b', 'a comparison'],
])('%s is opaque', (source, what) => {
  expect(plain(expression(source))).toEqual({ kind: 'opaque', what })
})

test.each([
  ['a | b | c()', '|', 3],
  ['a & b & c', '&', 3],
  ['(a | b) & c', '&', 2],
  ['a | b & c', '|', 2],
  ['~a', '~', 1],
] as const)('%s is opaque, and what it is made of is known', (source, operator, count) => {
  const read = expression(source)
  expect(read).toMatchObject({ kind: 'opaque', what: 'a computation', operation: { operator } })
  expect(read.kind === 'opaque' && read.operation?.operands.length).toBe(count)
})

test('of lists that are put together, what stands there is known', () => {
  expect(plain(expression('[1] + more() + (2,)'))).toEqual({
    kind: 'opaque',
    what: 'a computation',
    known: [number('1'), number('2')],
  })
})

test('a starred element is an opaque item of a list that can be read', () => {
  expect(plain(expression('[1, *a]'))).toEqual({
    kind: 'list',
    items: [number('1'), { kind: 'opaque', what: 'a starred element' }],
  })
})

test.each(['set("abc")', 'list({1, 2})', 'dict([("a", 1)])', 'tuple(a)', 'list(*a)', 'set([1], [2])'])(
  '%s stays a call',
  (source) => {
    expect(expression(source).kind).toBe('call')
  },
)

test('a name of the file is no builtin', () => {
  expect(expression('set([1])', 'def set(x): pass\n').kind).toBe('call')
})
