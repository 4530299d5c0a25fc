import { Refusal } from '../../src/core/errors'
import { positionAt, textOf } from '../../src/core/span'
import { parse } from '../../src/python/parse'
import { expression, file, moduleOf, plain } from './support'

function refusal(text: string): Refusal {
  try {
    parse(file(text))
  } catch (error) {
    if (error instanceof Refusal) return error
    throw error
  }
  throw new Error('nothing was refused')
}

const MIGRATION = `from django.db import migrations

class Migration(migrations.Migration):
    dependencies = [("shop", "0001_initial")]
    operations = [migrations.DeleteModel(name="Tag")]
`

describe('files as editors and git leave them', () => {
  const withTabs = MIGRATION.replaceAll('    ', '\t')
  const long = MIGRATION.replace('"Tag"', `"Tag",\n${`        # ${'x'.repeat(90)}\n`.repeat(600)}    `)
  test.each([
    ['line feeds', MIGRATION],
    ['carriage returns and line feeds', MIGRATION.replaceAll('\n', '\r\n')],
    ['carriage returns', MIGRATION.replaceAll('\n', '\r')],
    ['a byte order mark', `\uFEFF${MIGRATION}`],
    ['a byte order mark and CRLF', `\uFEFF${MIGRATION.replaceAll('\n', '\r\n')}`],
    ['tabs', withTabs],
    ['a form feed between statements', MIGRATION.replace('class', '\fclass')],
    ['more than 32 KB', long],
    ['characters outside the BMP before', `# ${'😀é漢'.repeat(20)}\n${MIGRATION}`],
    ['no newline at the end', MIGRATION.trimEnd()],
    ['a comment at the end and no newline', `${MIGRATION}# end`],
  ])('%s', (_what, text) => {
    const { migration } = moduleOf(text)
    const [operation] = migration?.operations ?? []
    expect(migration?.operations).toHaveLength(1)
    expect(operation && textOf(operation.place)).toMatch(/^migrations\.DeleteModel\(name="Tag"/)
    expect(migration && textOf(migration.header)).toBe('class Migration(migrations.Migration):')
    expect(migration?.attributes.map(({ valuePlace }) => textOf(valuePlace).charAt(0))).toEqual(['[', '['])
  })
})

describe('what is no Python', () => {
  test.each([
    ['x = 1 +\ny = 2\n', 1],
    ['a = 1\nclass Migration(:\n    pass\n', 2],
    ['a = 1\nb = )\n', 2],
    ['a = "open\n', 1],
    ['a = 1\0\n', 1],
  ])('%j is refused on line %d', (text, line) => {
    const { code, place, reason, wayOut } = refusal(text)
    expect(code).toBe('not-python')
    expect(reason).toContain('not valid Python')
    expect(wayOut).toBe('mend the syntax; nothing was changed')
    expect(place && positionAt(text, place.span.start).line).toBe(line)
  })

  test('quotes the place, and not all of a long line', () => {
    expect(refusal(`a = )${'b'.repeat(200)}\n`).reason).toMatch(/^this is not valid Python: `.{1,41}`$/)
  })
})

describe('nesting', () => {
  const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth)

  test('as deep as Python reads it', () => {
    expect(expression(nested(200)).kind).toBe('list')
  })

  test.each([202, 5000, 100_000])('%d brackets are refused, not a stack overflow', (depth) => {
    expect(() => expression(nested(depth))).toThrow(Refusal)
    expect(() => expression(nested(depth))).toThrow(/200 brackets/)
  })

  test('calls in calls', () => {
    expect(() => expression('f('.repeat(3000) + ')'.repeat(3000))).toThrow(/200 brackets/)
    expect(expression('f('.repeat(150) + ')'.repeat(150)).kind).toBe('call')
  })

  test('long chains do not nest', () => {
    expect(plain(expression(Array(3000).fill('"a"').join(' + ')))).toEqual({
      kind: 'string',
      value: 'a'.repeat(3000),
    })
    expect(plain(expression(Array(3000).fill('"a"').join(' ')))).toEqual({
      kind: 'string',
      value: 'a'.repeat(3000),
    })
    expect(expression(Array(3000).fill('a').join(' or ')).kind).toBe('opaque')
    expect(expression(`a${'.b()'.repeat(3000)}`).kind).toBe('call')
  })

  test('a chain of names that never ends is not followed to the end', () => {
    const names = Array.from({ length: 500 }, (_, i) => `a${i + 1} = [a${i}]`).join('\n')
    expect(expression('a500', `a0 = 1\n${names}\n`).kind).toBe('list')
  })
})
