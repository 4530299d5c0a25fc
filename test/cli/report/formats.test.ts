import Ajv from 'ajv'
import { report } from '../../../src/cli/report/findings'
import type { Finding } from '../../../src/core/finding'
import { SAMPLES } from './samples'
import { CONTEXT, expectGolden, finding, NASTY, placeOf, UNSAFE } from './support'

const nastyFinding = (nasty: string): Finding =>
  finding(placeOf(`x = 1 # ${nasty}`, 'x = 1', `${nasty}.py`), {
    rule: nasty,
    migration: nasty,
    operation: nasty,
    message: nasty,
    fix: nasty,
  })

describe('json', () => {
  test('has every fact, with places from 1', () => {
    expectGolden(report(SAMPLES, 'json', CONTEXT), 'findings.json')
  })

  test('is the same document whatever stands in a name', () => {
    const found: unknown = JSON.parse(report(NASTY.map(nastyFinding), 'json', CONTEXT))
    expect(found).toMatchObject({
      counts: { error: NASTY.length, note: 0 },
      findings: NASTY.map((message) => ({ message })),
    })
  })

  test('has paths from the working directory, with forward slashes', () => {
    const outside = finding(placeOf('x', 'x', '/work/other/0001.py'))
    expect(JSON.parse(report([outside], 'json', CONTEXT))).toMatchObject({
      findings: [{ path: '../other/0001.py' }],
    })
  })
})

describe('github', () => {
  test('has a command for each finding', () => {
    expectGolden(report(SAMPLES, 'github', CONTEXT), 'findings-github')
  })

  test('names columns only within a line', () => {
    const [several = '', one = ''] = report(SAMPLES, 'github', CONTEXT).split('\n')
    expect(several).toMatch(/line=10,endLine=13,title=/)
    expect(one).toMatch(/line=14,endLine=14,col=48,endColumn=\d+,title=/)
  })

  test.each(NASTY)('%j stays in its command', (nasty) => {
    const text = report([nastyFinding(nasty)], 'github', CONTEXT)
    const [line = '', ...rest] = text.split('\n')
    expect(rest).toEqual([''])
    expect(UNSAFE.test(line)).toBe(false)
    const [, properties = '', message = ''] = /^::error ([^:]*)::(.*)$/.exec(line) ?? []
    expect(properties.split(',').map((pair) => pair.split('=')[0])).toEqual([
      'file',
      'line',
      'endLine',
      'col',
      'endColumn',
      'title',
    ])
    expect(message.split('%0A')).toHaveLength(2)
  })
})

describe('markdown', () => {
  test('is a table', () => {
    expectGolden(report(SAMPLES, 'markdown', CONTEXT), 'findings.md')
  })

  test.each(NASTY)('%j stays in its cell', (nasty) => {
    const lines = report([nastyFinding(nasty)], 'markdown', CONTEXT)
      .trimEnd()
      .split('\n')
    expect(lines).toHaveLength(5)
    const row = lines[4] ?? ''
    expect(UNSAFE.test(row)).toBe(false)
    expect(row.split('|')).toHaveLength(6)
    const text = row.replaceAll(/`[^`]*`/g, '')
    expect(text.replaceAll(/<(br|\/?code|!-- --)>/g, '')).not.toMatch(/[<>]/)
    expect(text).not.toMatch(/@everyone|[^&]#1\b|https:\/\/|www\.\w|\]\(/)
  })
})

describe('sarif', () => {
  const ajv = new Ajv({ schemaId: 'auto', allErrors: true })
  // Of JSON Schema and of SARIF, as npm has them: both are data.
  /* eslint-disable @typescript-eslint/no-require-imports */
  ajv.addMetaSchema(require('ajv/lib/refs/json-schema-draft-04.json') as object)
  const validate = ajv.compile(require('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json') as object)
  /* eslint-enable @typescript-eslint/no-require-imports */
  const errorsOf = (text: string): unknown => (validate(JSON.parse(text)) === true ? [] : validate.errors)

  interface Result {
    readonly message: { readonly text: string }
    readonly partialFingerprints: Readonly<Record<string, string>>
    readonly locations: readonly {
      readonly physicalLocation: {
        readonly artifactLocation: { readonly uri: string }
        readonly region: object
      }
    }[]
  }

  const resultsOf = (findings: readonly Finding[]): readonly Result[] =>
    (JSON.parse(report(findings, 'sarif', CONTEXT)) as { runs: [{ results: readonly Result[] }] }).runs[0]
      .results

  const rules = new Map([['missing-column', 'old code uses a column that is gone']])

  test('is valid by its schema', () => {
    const text = report(SAMPLES, 'sarif', { ...CONTEXT, version: '1.2.3', rules })
    expectGolden(text, 'findings.sarif')
    expect(errorsOf(text)).toEqual([])
    expect(errorsOf(report([], 'sarif', CONTEXT))).toEqual([])
    expect(errorsOf(report(NASTY.map(nastyFinding), 'sarif', CONTEXT))).toEqual([])
  })

  test('is held to the schema: what is wrong is seen', () => {
    const text = report(SAMPLES, 'sarif', CONTEXT)
    expect(errorsOf(text.replace('"startLine": 10', '"startLine": 0'))).not.toEqual([])
    expect(errorsOf(text.replace('unicodeCodePoints', 'characters'))).not.toEqual([])
  })

  test('knows a finding again whose line has moved, and tells it from its like', () => {
    const moved = SAMPLES.map((each) => {
      const { file, span } = each.place
      const place = {
        file: { ...file, text: `\n\n${file.text}` },
        span: { start: span.start + 2, end: span.end + 2 },
      }
      return { ...each, place }
    })
    const known = (findings: readonly Finding[]) =>
      resultsOf(findings).map((each) => each.partialFingerprints)
    expect(known(moved)).toEqual(known(SAMPLES))
    const [first] = SAMPLES
    const twice = known([...SAMPLES, ...(first === undefined ? [] : [first])])
    expect(new Set(twice.map((each) => each['bgsplitFinding/v1'])).size).toBe(4)
  })

  test('counts columns in code points, as it says', () => {
    const [result] = resultsOf([finding(placeOf('"😀" x', 'x'))])
    expect(result?.locations[0]?.physicalLocation.region).toEqual({
      startLine: 1,
      startColumn: 5,
      endLine: 1,
      endColumn: 6,
    })
  })

  test('has addresses that are relative, whatever a file is called', () => {
    const uri = (path: string) =>
      resultsOf([finding(placeOf('x', 'x', path))])[0]?.locations[0]?.physicalLocation.artifactLocation.uri
    expect(uri('shop/migrations/0001.py')).toBe('app/shop/migrations/0001.py')
    expect(uri('a:b?c#d %/ü.py')).toBe('app/a%3Ab%3Fc%23d%20%25/%C3%BC.py')
  })

  test('has no placeholder and no link in what is the user’s', () => {
    const [result] = resultsOf([finding(placeOf('x', 'x'), { message: '{0} [a](https://b)', fix: 'c' })])
    expect(result?.message.text).toBe('{{0}} [a] (https://b). C.')
  })
})
