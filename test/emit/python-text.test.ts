import {
  commentText,
  indentAt,
  lineStart,
  reindent,
  stringSpans,
  wrapComment,
} from '../../src/emit/python-text'

function strings(text: string): readonly string[] {
  return stringSpans(text).map((span) => text.slice(span.start, span.end))
}

test.each([
  [`x = 'a' + "b"`, [`'a'`, `"b"`]],
  [`rb'\\'' + R"\\""`, [`rb'\\''`, `R"\\""`]],
  [`'''a\n'b' ''' "c"`, [`'''a\n'b' '''`, `"c"`]],
  [`"""a""b\\""" c""" 'd'`, [`"""a""b\\""" c"""`, `'d'`]],
  [`# don't "x\n'y'`, [`'y'`]],
  [`'# no comment' # it's one`, [`'# no comment'`]],
  [`'a\\\nb'`, [`'a\\\nb'`]],
  [`'a\\\r\nb'`, [`'a\\\r\nb'`]],
  [`''`, [`''`]],
  [`""""""`, [`""""""`]],
  ['f(1)', []],
])('strings of %j', (text, expected) => {
  expect(strings(text)).toEqual(expected)
})

test('a long string is no danger', () => {
  const text = `"""${'line "x" of it\n'.repeat(50_000)}"""`
  expect(strings(text)).toEqual([text])
})

describe('reindent', () => {
  test('moves the lines that follow the first', () => {
    expect(reindent('a(\n        b,\n            c,\n    )', '    ', '            ')).toBe(
      'a(\n                b,\n                    c,\n            )',
    )
  })

  test('leaves lines inside a string alone, and moves those after it', () => {
    const text = 'a(\n        """x\n        y\n""",\n        b,\n    )'
    expect(reindent(text, '    ', '  ')).toBe('a(\n      """x\n        y\n""",\n      b,\n  )')
  })

  test('keeps the newlines it finds, and blank lines', () => {
    expect(reindent('a(\r\n    b,\r\n\r\n    c)', '', '\t')).toBe('a(\r\n\t    b,\r\n\r\n\t    c)')
  })

  test('moves lines that stand further left than the first', () => {
    expect(reindent('a(\n  b)', '    ', '        ')).toBe('a(\n      b)')
  })

  test('changes nothing where there is nothing to do', () => {
    const text = 'a(\n        b,\n  c)'
    expect(reindent(text, '    ', '    ')).toBe(text)
  })
})

test('the indentation of a line', () => {
  expect(indentAt('a\n\t b', 4)).toBe('\t ')
  expect(indentAt('\uFEFF  a', 3)).toBe('  ')
})

describe('comments', () => {
  test.each([
    ['a\nimport os', 'a\\nimport os'],
    ['a\r\nb', 'a\\r\\nb'],
    ['a\u2028b\u0085c\fd\0e', 'a\\u2028b\\u0085c\\u000cd\\u0000e'],
    ['\u202Ea\u2066', '\\u202ea\\u2066'],
    ['\uD800', '\\ud800'],
  ])('%j cannot leave its line', (text, expected) => {
    expect(commentText(text)).toBe(expected)
  })

  test.each(['Größe', '<% evil() %>', '%>', '# x', '𝒳', 'a"b\'c\\d'])('%j is left as it is', (text) => {
    expect(commentText(text)).toBe(text)
  })

  test('are wrapped between words', () => {
    expect(wrapComment('one two three', 9)).toEqual(['# one two', '# three'])
    expect(wrapComment('abcdefghijkl m', 5)).toEqual(['# abcdefghijkl', '# m'])
    expect(wrapComment('', 5)).toEqual([])
  })
})

test.each([
  ['\na', 0, 0],
  ['\na', 1, 1],
  ['a\r\nb', 4, 3],
  ['a\rb', 3, 2],
  ['abc', 2, 0],
])('the line of %j at %i begins at %i', (text, offset, start) => {
  expect(lineStart(text, offset)).toBe(start)
})
