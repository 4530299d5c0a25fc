import { finishName } from '../../src/emit/names'

const REMOVAL = [{ slug: 'remove_product_rating' }]
const OTHER = [{ slug: 'product_sku' }]
const named = (first: string, changes = REMOVAL, templates = {}): string =>
  finishName(first, changes, ['0001_initial', first, '0007_last'], templates)

describe('the name of a database migration that comes later', () => {
  test.each([
    ['0002_remove_product_rating_from_state', REMOVAL, '0008_remove_product_rating_from_db'],
    ['0002_auto_state', OTHER, '0008_auto_db'],
    ['0002_auto_state_2', OTHER, '0008_auto_db'],
    ['0002_by_hand', REMOVAL, '0008_remove_product_rating_from_db'],
    ['0002_by_hand', OTHER, '0008_product_sku_db'],
    ['0002_by_hand', [...REMOVAL, ...OTHER], '0008_by_hand_db'],
    ['0002_state', OTHER, '0008_product_sku_db'],
    ['by_hand', REMOVAL, '0008_remove_product_rating_from_db'],
  ] as const)('%s', (first, changes, expected) => {
    expect(named(first, [...changes])).toBe(expected)
  })

  test('follows the templates of the team', () => {
    const templates = { state: '{slug}_expand', database: '{slug}_contract' }
    expect(named('0002_remove_product_rating_expand', REMOVAL, templates)).toBe(
      '0008_remove_product_rating_contract',
    )
    expect(named('0002_by_hand', REMOVAL, templates)).toBe('0008_remove_product_rating_contract')
  })

  test('is one that is free', () => {
    const taken = ['0002_auto_state', '0008_other', '0009_auto_db']
    expect(finishName('0002_auto_state', OTHER, taken)).toBe('0010_auto_db')
  })
})
