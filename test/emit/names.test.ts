import { splitNames } from '../../src/emit/names'

const rating = [{ slug: 'remove_product_rating' }]
const two = [...rating, { slug: 'delete_tag' }]

function names(original: string, changes: readonly { slug: string }[], ...others: readonly string[]) {
  const { state, database } = splitNames(original, changes, [original, ...others])
  return `${state} ${database}`
}

test.each([
  ['0002_auto', rating, '0002_remove_product_rating_from_state 0003_remove_product_rating_from_db'],
  [
    '0002_remove_product_rating',
    rating,
    '0002_remove_product_rating_from_state 0003_remove_product_rating_from_db',
  ],
  ['0002_auto', [{ slug: 'delete_tag' }], '0002_delete_tag_from_state 0003_delete_tag_from_db'],
  ['0002_auto', [{ slug: 'rename_product_name' }], '0002_auto_state 0003_auto_db'],
  ['0002_auto_20240101_1200', two, '0002_auto_20240101_1200_state 0003_auto_20240101_1200_db'],
  [
    '0002_remove_product_rating_and_more',
    two,
    '0002_remove_product_rating_and_more_state 0003_remove_product_rating_and_more_db',
  ],
  ['0002', two, '0002_migration_state 0003_migration_db'],
  ['cleanup', two, 'cleanup_state 0001_cleanup_db'],
  ['cleanup', rating, 'remove_product_rating_from_state 0001_remove_product_rating_from_db'],
  ['00042_x', two, '00042_x_state 0043_x_db'],
  ['20240101_x', two, '20240101_x_state 20240102_x_db'],
  ['9999_x', two, '9999_x_state 10000_x_db'],
])('%s', (original, changes, expected) => {
  expect(names(original, changes)).toBe(expected)
})

test('the database migration takes the number after the highest one of the app', () => {
  expect(names('0002_auto', rating, '0001_initial', '0007_later', '0003_b')).toBe(
    '0002_remove_product_rating_from_state 0008_remove_product_rating_from_db',
  )
})

test('a taken name is avoided, in either case of letters', () => {
  expect(names('0002_auto', rating, '0002_Remove_product_rating_from_state')).toBe(
    '0002_remove_product_rating_from_state_2 0003_remove_product_rating_from_db',
  )
})

test('a migration that has the name already still gets a new one: its old name is recorded in databases', () => {
  expect(names('0002_remove_product_rating_from_state', rating)).toContain('from_state_2 ')
})

test('names that a module could not have are made safe, letters of any script are kept', () => {
  expect(names('0002_auto', [{ slug: 'remove_größe_a/../b c' }])).toBe(
    '0002_remove_größe_a____b_c_from_state 0003_remove_größe_a____b_c_from_db'.replace('____', '____'),
  )
})

describe('a long name', () => {
  const long = (last: string) => [{ slug: `remove_${'x'.repeat(120)}_${last}` }]

  test.each([
    ['ascii', long('a')],
    ['ä', [{ slug: `remove_${'ä'.repeat(120)}` }]],
    ['outside the BMP', [{ slug: `remove_${'𝒳'.repeat(120)}` }]],
  ])('is cut to 100 bytes: %s', (_, changes) => {
    const { state, database } = splitNames('0002_auto', changes, ['0002_auto'])
    for (const name of [state, database]) {
      expect(Buffer.byteLength(name)).toBeLessThanOrEqual(100)
      expect(name).not.toContain('\uFFFD')
    }
    expect(state).toMatch(/^0002_remove_.*_from_state$/u)
  })

  test('is cut the same way each time, and two of them differently', () => {
    expect(names('0002_auto', long('a'))).toBe(names('0002_auto', long('a')))
    expect(names('0002_auto', long('a'))).not.toBe(names('0002_auto', long('b')))
  })

  test('of exactly 100 bytes is left alone', () => {
    const slug = 'y'.repeat(100 - '0002__state'.length)
    expect(names(`0002_${slug}`, two)).toBe(`0002_${slug}_state 0003_${slug}_db`)
  })
})
