import type { Finding } from '../../src/core/finding'
import type { SourceFile } from '../../src/core/span'
import { positionAt } from '../../src/core/span'
import { baselineText, readBaseline, withoutKnown } from '../../src/plan/findings/baseline'
import { refusalOf } from '../support/refusal'

const file: SourceFile = { path: 'shop/migrations/0002_auto.py', text: 'x\n'.repeat(99) }

function finding(
  line: number,
  rule = 'missing-column',
  migration = 'shop.0002_auto',
  operation?: string,
): Finding {
  const place = { file, span: { start: 2 * line, end: 2 * line + 1 } }
  const about = operation === undefined ? {} : { operation }
  return { rule, severity: 'error', place, migration, ...about, message: 'it breaks', fix: 'mend it' }
}

const same = (path: string): string => path
const baselineOf = (text: string) => readBaseline({ path: 'baseline.json', text })
const everything = (): boolean => true

const REMOVAL = finding(3, 'missing-column', 'shop.0002_auto', 'RemoveField Product.rating')

test('is sorted, has no line numbers, and is the same for the same findings', () => {
  const findings = [REMOVAL, finding(1, 'twin'), finding(9), finding(2), finding(0, 'insert', 'app.0009_x')]
  const text = baselineText(findings, same)
  expect(text).toBe(baselineText(findings.toReversed(), same))
  expect(JSON.parse(text)).toEqual({
    version: 1,
    findings: [
      { migration: 'app.0009_x', path: file.path, rule: 'insert', count: 1 },
      { migration: 'shop.0002_auto', path: file.path, rule: 'missing-column', count: 2 },
      {
        migration: 'shop.0002_auto',
        path: file.path,
        rule: 'missing-column',
        operation: 'RemoveField Product.rating',
        count: 1,
      },
      { migration: 'shop.0002_auto', path: file.path, rule: 'twin', count: 1 },
    ],
  })
  expect(text.endsWith('}\n')).toBe(true)
})

describe('what is known', () => {
  const known = baselineOf(baselineText([REMOVAL], same))

  test('is not reported, on whatever line it stands now', () => {
    const moved = { ...REMOVAL, place: finding(50).place }
    expect(withoutKnown([moved], known, everything)).toEqual({ findings: [], silenced: 1 })
  })

  test('is reported where there is more of it, or another', () => {
    expect(withoutKnown([REMOVAL, REMOVAL], known, everything).findings).toEqual([REMOVAL])
    const others = [
      finding(3),
      { ...REMOVAL, rule: 'twin' },
      { ...REMOVAL, migration: 'shop.0003_more' },
      { ...REMOVAL, operation: 'RemoveField Product.name' },
    ]
    for (const other of others)
      expect(withoutKnown([REMOVAL, other], known, everything)).toEqual({ findings: [other], silenced: 1 })
  })

  test('and no longer there is a note, where it was looked for', () => {
    const [stale, ...more] = withoutKnown([], known, everything).findings
    expect(more).toEqual([])
    expect(stale).toMatchObject({
      rule: 'stale-baseline',
      severity: 'note',
      migration: 'shop.0002_auto',
      operation: 'RemoveField Product.rating',
    })
    expect(stale && positionAt(stale.place.file.text, stale.place.span.start).line).toBe(4)
    expect(withoutKnown([], known, (key) => key === 'shop.0003_more').findings).toEqual([])
  })
})

describe('a file that is no baseline is refused, with the line', () => {
  const entry = '{ "migration": "shop.0002_auto", "path": "x{.py", "rule": "twin", "count": 1 }'
  const withEntry = (broken: string): string =>
    `{\n  "version": 1,\n  "findings": [\n    ${entry},\n    ${broken}\n  ]\n}\n`

  test.each([
    ['nothing', '', 1],
    ['no JSON', '{\n  "version": 1,\n  oops\n}', 3],
    ['what is cut off', '{\n  "version": 1,\n', 3],
    ['a list', '[]', 1],
    ['another version', '{ "version": 2, "findings": [] }', 1],
    ['no version', '{ "findings": [] }', 1],
    ['no findings', '{ "version": 1 }', 1],
    ['an entry that is none', withEntry('7'), 1],
    ['an entry without a rule', withEntry('{ "migration": "a.b", "path": "c", "count": 1 }'), 5],
    ['a count of nothing', withEntry(entry.replace('1 }', '0 }')), 5],
    ['an operation that is a number', withEntry(entry.replace('1 }', '1, "operation": 3 }')), 5],
  ])('%s', (_name, text, line) => {
    const refusal = refusalOf(() => baselineOf(text))
    expect(refusal.code).toBe('baseline')
    expect(refusal.place && positionAt(text, refusal.place.span.start).line).toBe(line)
  })
})
