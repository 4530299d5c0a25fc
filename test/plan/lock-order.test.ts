import type { Dialect } from '../../src/core/dialect'
import type { PlanOptions } from '../../src/plan/site'
import { drop, model, planOf, remove, sqlOf, type History } from './support'

const CASCADE = 'django.db.models.deletion.CASCADE'
const key = (to: string, more = ''): string =>
  `models.ForeignKey(${more}on_delete=${CASCADE}, to="shop.${to}")`

const LOOSE = 'related_name="+", db_constraint=False, '
const UNIQUE = 'migrations.AlterField("a", "n", models.IntegerField(unique=True))'

/** Every statement in short: `lock shop_a shop_b`, `drop column`, `add column`, `drop table`. */
function inShort(
  history: History,
  direction: 'sql' | 'reverse_sql' = 'sql',
  options: Partial<PlanOptions> = {},
): readonly string[] {
  return sqlOf(planOf(history, options).later, direction).map((sql) =>
    sql
      .replaceAll(/["`,]/g, '')
      .replace(/^LOCK TABLE (.+) IN SHARE ROW EXCLUSIVE MODE$/, 'lock $1')
      .replace(/^ALTER TABLE \S+ (ADD|DROP) (COLUMN|CONSTRAINT).*$/, '$1 $2')
      .replace(/^(CREATE|DROP) (TABLE|INDEX).*$/, '$1 $2')
      .toLowerCase(),
  )
}

const A_TO_B: History = {
  before: [model('B', {}), model('A', { b: key('b'), n: 'models.IntegerField()' })],
  operations: [remove('a', 'b')],
}

const both = [
  model('C', {}),
  model('B', {}),
  model('A', { c: key('c'), b: key('b') }),
  model('D', { c: key('c') }),
]

describe('what the keys of all that is dropped point at is locked before the first drop', () => {
  test.each<[title: string, history: History, forward: string[]]>([
    ['a column', A_TO_B, ['lock shop_b', 'drop column']],
    [
      'two columns and a table',
      { before: both, operations: [remove('a', 'c'), remove('a', 'b'), drop('D')] },
      ['lock shop_b shop_c', 'drop column', 'drop column', 'drop table'],
    ],
    [
      'nothing where it goes as well: no live code knows it',
      { before: A_TO_B.before, operations: [remove('a', 'b'), drop('A'), drop('B')] },
      ['drop table', 'drop table'],
    ],
    [
      'nothing for a table that points at itself',
      { before: [model('A', { a: key('a', 'null=True, ') })], operations: [remove('a', 'a')] },
      ['drop column'],
    ],
    ['nothing without a key', { before: A_TO_B.before, operations: [remove('a', 'n')] }, ['drop column']],
  ])('%s', (_title, history, forward) => {
    expect(inShort(history)).toEqual(forward)
  })
})

describe('where the models still lead there, Django begins with the table itself', () => {
  test.each<[title: string, before: string[]]>([
    ['by another key', [model('B', {}), model('A', { b: key('b'), other: key('b', LOOSE) })]],
    [
      'over another model',
      [model('B', {}), model('C', { b: key('b') }), model('A', { b: key('b'), c: key('c') })],
    ],
  ])('%s', (_title, before) => {
    expect(inShort({ before, operations: [remove('a', 'b')] })).toEqual(['drop column'])
  })
})

describe('on the way back', () => {
  test('columns lock what they point at', () => {
    const history = { before: both, operations: [remove('a', 'c'), remove('a', 'b')] }
    expect(inShort(history, 'reverse_sql').filter((sql) => /lock|column/.test(sql))).toEqual([
      'add column',
      'lock shop_b shop_c',
      'add column',
    ])
  })

  test('a table that comes back is nobody’s yet', () => {
    const history = { before: both, operations: [drop('A')] }
    expect(inShort(history)).toEqual(['lock shop_b shop_c', 'drop table'])
    expect(inShort(history, 'reverse_sql').filter((sql) => sql.startsWith('lock'))).toEqual([])
  })
})

describe('where there is no such lock', () => {
  test.each<Dialect>(['mysql', 'mariadb', 'sqlite'])('%s', (dialect) => {
    expect(inShort(A_TO_B, 'sql', { dialect }).filter((sql) => sql.startsWith('lock'))).toEqual([])
  })

  test.each(['sql', 'django'] as const)('outside a transaction, with %s', (databaseOperations) => {
    const plan = planOf({ ...A_TO_B, operations: [UNIQUE, ...A_TO_B.operations] }, { databaseOperations })
    const statements = [...sqlOf(plan.later), ...sqlOf(plan.later, 'reverse_sql')]
    expect(plan.laterAtomic).toBe(databaseOperations === 'django')
    expect(statements.some((sql) => sql.startsWith('LOCK'))).toBe(plan.laterAtomic)
  })
})
