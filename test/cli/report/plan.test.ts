import { planReport, type PlanFormat } from '../../../src/cli/report/plan-report'
import type { PlanContext, WholePlan } from '../../../src/cli/report/whole-plan'
import { BARRIER, finishOf, ONE, planOf, poisoned, SHOP } from './plans'
import { expectGolden, NASTY, UNSAFE } from './support'

const contextOf = ({ project }: WholePlan): PlanContext => ({ cwd: project.absoluteRoot, colours: false })

function shown(whole: WholePlan, format: PlanFormat, context: Partial<PlanContext> = {}): string {
  return planReport(whole, format, { ...contextOf(whole), ...context })
}

describe('a plan of several migrations', () => {
  test.each([
    ['text', 'plan'],
    ['json', 'plan.json'],
    ['markdown', 'plan.md'],
  ] as const)('as %s', async (format, name) => {
    expectGolden(shown(await planOf(SHOP), format), name)
  })

  test.each([80, 200])('with a barrier, on a terminal of %s columns', async (columns) => {
    expectGolden(shown(await planOf(BARRIER), 'text', { columns }), `barrier-${columns}`)
  })

  test('with a barrier, as Markdown', async () => {
    expectGolden(shown(await planOf(BARRIER), 'markdown'), 'barrier.md')
  })
})

test('one split', async () => {
  expectGolden(shown(await planOf(ONE), 'text'), 'one')
})

describe('names that are anything', () => {
  let whole: WholePlan
  beforeAll(async () => {
    whole = await planOf(BARRIER)
  })
  const linesOf = (text: string): readonly string[] => text.trimEnd().split('\n')

  test.each(NASTY)('%j moves nothing on a terminal', (nasty) => {
    for (const columns of [undefined, 60]) {
      const lines = linesOf(shown(poisoned(whole, nasty), 'text', { columns }))
      expect(lines.filter((line) => UNSAFE.test(line))).toEqual([])
    }
    const plain = linesOf(shown(poisoned(whole, 'plain'), 'text'))
    expect(linesOf(shown(poisoned(whole, nasty), 'text'))).toHaveLength(plain.length)
  })

  test.each(NASTY)('%j stays in its place in Markdown', (nasty) => {
    const plain = linesOf(shown(poisoned(whole, 'plain'), 'markdown'))
    const lines = linesOf(shown(poisoned(whole, nasty), 'markdown'))
    const shape = (line: string): string =>
      /^(?:#+ |- |\||<\/?details>|```\w*$|  +|$)/.exec(line)?.[0] ?? 'text'
    expect(lines.map(shape)).toEqual(plain.map(shape))
    expect(lines.map((line) => line.split('|').length)).toEqual(plain.map((line) => line.split('|').length))
    expect(lines.filter((line) => UNSAFE.test(line))).toEqual([])
    const words = lines.filter((line) => !/^ {2}/.test(line))
    const text = words.map((line) => line.replaceAll(/`[^`]*`/g, '')).join('\n')
    expect(text).not.toMatch(/<script|@everyone|[^&]#1\b|https:\/\/|www\.\w|\]\(/)
  })

  test.each(NASTY)('%j stays in its label in mermaid', (nasty) => {
    const text = shown(poisoned(whole, nasty), 'markdown')
    const [, graph = ''] = /```mermaid\n([^]*?)\n```\n/.exec(text) ?? []
    const pattern =
      /^(flowchart LR| +(m\d+\["[\p{L}\p{N}_. ]*(#\d+;[\p{L}\p{N}_. ]*)*"\](:::\w+)?|subgraph r\d\["Release \d"\]|direction TB|end|m\d+ --> m\d+|classDef \w+ \S+))$/u
    expect(graph.split('\n').filter((line) => !pattern.test(line))).toEqual([])
  })

  test.each(NASTY)('%j stays in its string in JSON', (nasty) => {
    expect(JSON.parse(shown(poisoned(whole, nasty), 'json'))).toMatchObject({ notes: [nasty] })
  })
})

test.each([
  ['text', 'finish'],
  ['json', 'finish.json'],
  ['markdown', 'finish.md'],
] as const)('what finish writes, as %s', async (format, name) => {
  expectGolden(shown(await finishOf(), format), name)
})

test('a second half that is held back is said to be', async () => {
  const text = shown(await planOf(SHOP, {}, 'state'), 'text')
  expect(text).toContain('(to be written by bgsplit finish)')
  expect(text).toContain(
    "record_applied('shop', '0004_more_state')\"   # and its database migration likewise",
  )
  expect(shown(await planOf(ONE, {}, 'state'), 'text')).toContain(
    'let bgsplit finish write the database migration',
  )
  const json = shown(await planOf(SHOP, {}, 'state'), 'json')
  expect(json.match(/"held_back": true/g)).toHaveLength(3)
})
