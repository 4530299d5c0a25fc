import type { Dialect } from '../../src/core/dialect'
import { itemsInOrder } from '../../src/plan/order'
import { drop, model, planOf, remove, unsplit } from './support'

const CASCADE = 'django.db.models.deletion.CASCADE'
const SHOP = [
  model('Owner', { name: 'models.CharField(max_length=9)' }),
  model('Product', {
    name: 'models.CharField(max_length=9)',
    a: 'models.IntegerField()',
    b: 'models.IntegerField()',
    owner: `models.ForeignKey(on_delete=${CASCADE}, to="shop.owner")`,
    tags: 'models.ManyToManyField(to="shop.owner", related_name="+")',
  }),
]

const INDEX = 'migrations.AddIndex("product", models.Index(fields=["name"], name="i"))'
const NULLABLE = 'migrations.AddField("product", "x", models.IntegerField(null=True))'
const WIDER = 'migrations.AlterField("product", "name", models.TextField())'
const WIDER_OWNER = 'migrations.AlterField("owner", "name", models.TextField())'

/** `keep AddIndex`, `split RemoveField a + RemoveField b`, in the order of the state migration. */
function order(operations: readonly string[], dialect: Dialect): readonly string[] {
  const steps = unsplit({ before: SHOP, operations }, { dialect })
  const [first = []] = itemsInOrder(steps, 'shop', dialect)
  return first.map((item) => {
    if (item.kind === 'keep') return `keep ${item.operation.kind}`
    const names = item.operations.map((each) => ('name' in each ? `${each.kind} ${each.name}` : each.kind))
    return `split ${names.join(' + ')}`
  })
}

test.each<Dialect>(['postgresql', 'mysql', 'mariadb'])('%s: that of the file', (dialect) => {
  expect(order([remove('product', 'a'), INDEX, remove('product', 'b'), WIDER, NULLABLE], dialect)).toEqual([
    'split RemoveField a',
    'keep AddIndex',
    'split RemoveField b',
    'keep AlterField',
    'keep AddField',
  ])
})

describe('sqlite: what is let go comes together, after what makes its table again', () => {
  test.each<[title: string, operations: string[], expected: string[]]>([
    ['one', [remove('product', 'a')], ['split RemoveField a']],
    [
      'several, in place of the last',
      [remove('product', 'a'), INDEX, remove('product', 'b')],
      ['keep AddIndex', 'split RemoveField a + RemoveField b'],
    ],
    [
      'what makes no table again is not waited for',
      [remove('product', 'a'), INDEX, NULLABLE],
      ['split RemoveField a', 'keep AddIndex', 'keep AddField'],
    ],
    [
      'an operation that makes the table again',
      [remove('product', 'a'), WIDER, INDEX],
      ['keep AlterField', 'split RemoveField a', 'keep AddIndex'],
    ],
    [
      'one that makes another table again is not waited for',
      [remove('product', 'a'), WIDER_OWNER],
      ['split RemoveField a', 'keep AlterField'],
    ],
    [
      'a key and what it points at',
      [remove('product', 'tags'), remove('product', 'owner'), drop('Owner')],
      ['split RemoveField tags + RemoveField owner + DeleteModel'],
    ],
  ])('%s', (_title, operations, expected) => {
    expect(order(operations, 'sqlite')).toEqual(expected)
  })
})

describe('the anchor of a split: after which operation it is written', () => {
  const anchors = (operations: readonly string[], dialect: Dialect): readonly unknown[] =>
    planOf({ before: SHOP, operations }, { dialect }).splits.map(({ original, after }) => [
      'name' in original ? original.name : original.kind,
      after === undefined ? 'in its place' : after.kind,
    ])

  test('in place of the last one that is split', () => {
    const operations = [remove('product', 'a'), INDEX, remove('product', 'b')]
    expect(anchors(operations, 'sqlite')).toEqual([
      ['a', 'RemoveField'],
      ['b', 'in its place'],
    ])
    expect(anchors(operations, 'postgresql')).toEqual([
      ['a', 'in its place'],
      ['b', 'in its place'],
    ])
  })

  test('after the last one that makes its table again', () => {
    expect(anchors([remove('product', 'a'), WIDER, INDEX], 'sqlite')).toEqual([['a', 'AlterField']])
  })
})
