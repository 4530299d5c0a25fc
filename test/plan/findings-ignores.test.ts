import type { Finding } from '../../src/core/finding'
import { findingsOf } from '../../src/plan/findings/findings'
import { withoutIgnored, type Left } from '../../src/plan/findings/ignores'
import { isLeftAlone } from '../../src/plan/findings/left-alone'
import { atTheirLevels } from '../../src/plan/findings/rules'
import { snapshotBefore } from '../../src/django/snapshot-before'
import { unsplitSteps } from '../../src/plan/unsplit'
import { readSql } from '../../src/sql/read'
import { projectFrom } from '../support/project'
import { shop, told } from './findings-support'
import { environmentOf, model, OPTIONS } from './support'

const PRODUCT = model('Product', { name: 'models.CharField(max_length=20)', rating: 'models.IntegerField()' })

function projectOf(lines: readonly string[]) {
  const text = [
    'from django.db import migrations, models',
    '',
    '',
    'class Migration(migrations.Migration):',
    '    dependencies = [("shop", "0001_initial")]',
    '    operations = [',
    ...lines,
    '    ]',
    '',
  ].join('\n')
  const project = projectFrom(shop({ '0001_initial': { operations: [PRODUCT] }, '0002_auto': text }))
  const migration = project.migrations.get('shop.0002_auto')
  if (migration === undefined) throw new Error('it is not there')
  return { project, migration }
}

function left(...lines: readonly string[]): Left {
  const { project, migration } = projectOf(lines)
  const found = findingsOf(project, [migration], OPTIONS)
  return withoutIgnored(found, [migration])
}

const saidOf = (...lines: readonly string[]): readonly string[] => told(left(...lines).findings)

const IGNORE = '# bgsplit: ignore[missing-column] nobody reads it'
const REMOVE = 'migrations.RemoveField("product", "rating"),'
const LONG = ['migrations.RemoveField(', '    model_name="product",', '    name="rating",', '),']
const FOUND = 'error missing-column RemoveField Product.rating'
const UNUSED = 'note unused-ignore shop.0002_auto'

describe('an ignore comment counts', () => {
  test.each([
    ['behind the operation', [`${REMOVE}  ${IGNORE}`]],
    ['right above it', [IGNORE, REMOVE]],
    ['above it, with others between', [IGNORE, '# the team agreed', REMOVE]],
    ['behind its first line', [`${LONG[0] ?? ''}  ${IGNORE}`, ...LONG.slice(1)]],
    ['on a line in it', [...LONG.slice(0, 2), `        ${IGNORE}`, ...LONG.slice(2)]],
    ['behind its last line', [...LONG.slice(0, 3), `),  ${IGNORE}`]],
    ['for one of several rules', [`# bgsplit: ignore[new-key, missing-column] really`, REMOVE]],
    ['set off by a dash', ['# bgsplit: ignore[missing-column] -- nobody reads it', REMOVE]],
    ['without spaces', ['#bgsplit:ignore[missing-column] nobody reads it', REMOVE]],
  ])('%s', (_name, lines) => {
    expect(saidOf(...lines)).not.toContain(FOUND)
    expect(left(...lines).silenced).toBe(1)
  })

  test('with every line break that Python knows', () => {
    for (const end of ['\n', '\r\n', '\r']) expect(saidOf(`${IGNORE}${end}${REMOVE}`)).toEqual([])
  })
})

describe('an ignore comment does not count', () => {
  test.each([
    ['with an empty line between', [IGNORE, '', REMOVE]],
    ['above the operation before', [IGNORE, 'migrations.RunSQL(""),', REMOVE]],
    ['behind the operation before', [`migrations.RunSQL(""),  ${IGNORE}`, REMOVE]],
    ['below it', [REMOVE, IGNORE]],
    ['for another rule', ['# bgsplit: ignore[new-key] nobody reads it', REMOVE]],
  ])('%s, and is reported', (_name, lines) => {
    expect(saidOf(...lines)).toContain(FOUND)
    expect(saidOf(...lines)).toContain(UNUSED)
  })

  test('inside a string', () => {
    expect(saidOf(`migrations.RunSQL("""`, IGNORE, `"""),`, REMOVE)).toEqual([
      'note not-analysed RunSQL',
      FOUND,
    ])
  })

  test('without a reason, which is an error', () => {
    for (const comment of ['# bgsplit: ignore[missing-column]', '# bgsplit: ignore[missing-column] --'])
      expect(saidOf(comment, REMOVE)).toEqual(['error ignore-without-reason shop.0002_auto', FOUND])
  })

  test('without a rule', () => {
    expect(saidOf('# bgsplit: ignore nobody reads it', REMOVE)).toEqual([
      'error unknown-rule shop.0002_auto',
      FOUND,
    ])
  })
})

test('a rule that there is not is told, with what is like it', () => {
  const { findings } = left('# bgsplit: ignore[missing-colum] nobody reads it', REMOVE)
  expect(told(findings)).toEqual(['error unknown-rule shop.0002_auto', FOUND])
  expect(findings[0]).toMatchObject({
    message: 'there is no rule missing-colum',
    fix: 'did you mean "missing-column"?',
  })
})

test('each rule that silences nothing is told by itself', () => {
  const { findings } = left('# bgsplit: ignore[missing-column, twin, insert] why not', REMOVE)
  expect(findings.map(({ message }) => message)).toEqual([
    'nothing here breaks the rule twin',
    'nothing here breaks the rule insert',
  ])
})

test('other operations keep their findings', () => {
  const NAME = 'migrations.RemoveField("product", "name"),'
  expect(saidOf(IGNORE, REMOVE, NAME)).toEqual(['error missing-column RemoveField Product.name'])
})

describe('split leaves a migration alone', () => {
  const isAlone = (...lines: readonly string[]): boolean => {
    const { project, migration } = projectOf(lines)
    const start = snapshotBefore(project, migration, 'postgresql', readSql)
    return isLeftAlone(migration, unsplitSteps(migration.operations, start, environmentOf(start), OPTIONS))
  }

  test('where all that is unsafe is ignored', () => {
    expect(isAlone(IGNORE, REMOVE)).toBe(true)
    expect(isAlone(IGNORE, REMOVE, 'migrations.RunSQL(""),')).toBe(true)
  })

  test('and not where some is not, or nothing has to be split', () => {
    expect(isAlone(REMOVE)).toBe(false)
    expect(isAlone(IGNORE, REMOVE, 'migrations.RemoveField("product", "name"),')).toBe(false)
    expect(isAlone('# bgsplit: ignore[missing-column]', REMOVE)).toBe(false)
    expect(isAlone('migrations.RunSQL(""),')).toBe(false)
  })
})

test('levels: another severity, or nothing', () => {
  const found: readonly Finding[] = left(REMOVE, 'migrations.RunPython(forwards),').findings
  expect(told(found)).toEqual([FOUND, 'note not-analysed RunPython'])
  expect(
    told(
      atTheirLevels(
        found,
        new Map([
          ['missing-column', 'note'],
          ['not-analysed', 'error'],
        ]),
      ),
    ),
  ).toEqual(['note missing-column RemoveField Product.rating', 'error not-analysed RunPython'])
  expect(told(atTheirLevels(found, new Map([['missing-column', 'off']])))).toEqual([
    'note not-analysed RunPython',
  ])
})
