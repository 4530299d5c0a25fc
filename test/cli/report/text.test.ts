import { report } from '../../../src/cli/report/findings'
import { widthOf } from '../../../src/cli/report/width'
import { SAMPLES } from './samples'
import { CONTEXT, expectGolden, finding, NASTY, placeOf, UNSAFE } from './support'

const linesOf = (text: string): readonly string[] => text.split('\n').slice(0, -1)

describe('findings as text', () => {
  test.each([80, 200])('on a terminal of %s columns', (columns) => {
    const text = report(SAMPLES, 'text', { ...CONTEXT, columns })
    expectGolden(text, `findings-${columns}`)
    expect(linesOf(text).filter((line) => widthOf(line) > columns)).toEqual([])
  })

  test('are neither wrapped nor cut in a pipe', () => {
    const text = report(SAMPLES, 'text', CONTEXT)
    expectGolden(text, 'findings-piped')
    expect(SAMPLES.filter(({ message, fix }) => !text.includes(message) || !text.includes(fix))).toEqual([])
  })

  test('are coloured where that is wanted, and say the same', () => {
    const context = { ...CONTEXT, columns: 80 }
    const coloured = report(SAMPLES, 'text', { ...context, colours: true })
    expect(coloured).toContain('\u001b[')
    expect(coloured.replaceAll(/\u001b\[\d+m/g, '')).toBe(report(SAMPLES, 'text', context))
  })

  test('put the caret under what is meant, also behind wide characters and tabs', () => {
    const line = '\tx = "商品", RemoveField()'
    const text = report([finding(placeOf(`${line}\n`, 'RemoveField()'))], 'text', CONTEXT)
    const [, , source = '', carets = ''] = text.split('\n')
    expect(source).toBe('1 |     x = "商品", RemoveField()')
    expect(carets.indexOf('^')).toBe(widthOf(source.slice(0, source.indexOf('RemoveField'))))
    expect(/\^+/.exec(carets)?.[0]).toHaveLength('RemoveField()'.length)
  })

  test('keep the caret in sight where the line is long', () => {
    const line = `${'a, '.repeat(100)}RemoveField(), ${'b, '.repeat(100)}`
    const text = report([finding(placeOf(line, 'RemoveField()'))], 'text', { ...CONTEXT, columns: 60 })
    const [source = '', carets = ''] = text.split('\n').filter((each) => /^[1 ] \| ./.test(each))
    expect(source).toMatch(/^1 \| ….*RemoveField\(\).*…$/)
    expect(source.slice(carets.indexOf('^')).startsWith('RemoveField()')).toBe(true)
  })

  test('say how many there are, and what is not shown', () => {
    const last = (...args: Parameters<typeof report>) =>
      report(...args)
        .trimEnd()
        .split('\n')
        .at(-1)
    expect(last(SAMPLES, 'text', CONTEXT)).toBe('2 errors and 1 note in 40 migrations.')
    expect(last([], 'text', { ...CONTEXT, checked: 1, ignored: 2, known: 3 })).toBe(
      'Nothing found in 1 migration; 2 ignored by comments; 3 known from the baseline.',
    )
  })

  test('show no source where it is about the whole file', () => {
    const place = { file: { path: 'a.py', text: 'x\n' }, span: { start: 0, end: 0 } }
    expect(report([finding(place)], 'text', CONTEXT).split('\n')[1]).toMatch(/^ {2}= fix: /)
  })

  test.each(NASTY)('%j moves nothing', (nasty) => {
    const place = placeOf(`x = 1 # ${nasty}`, `x = 1 # ${nasty}`, `${nasty}.py`)
    const facts = { rule: nasty, migration: nasty, operation: nasty, message: nasty, fix: nasty }
    const text = report([finding(place, facts)], 'text', CONTEXT)
    expect(linesOf(text).filter((line) => UNSAFE.test(line))).toEqual([])
    expect(linesOf(text)).toHaveLength(7)
  })
})
