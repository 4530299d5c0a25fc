import { splitNames } from '../../src/emit/names'
import { refusalOf } from '../support/refusal'

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

describe('templates', () => {
  const expand = { state: '{slug}_expand', database: '{slug}_contract' }
  const named = (original: string, changes: readonly { slug: string }[], ...others: readonly string[]) =>
    splitNames(original, changes, [original, ...others], expand)

  test.each([
    ['0002_auto', rating, '0002_remove_product_rating_expand', '0003_remove_product_rating_contract'],
    ['0002_auto_1', two, '0002_auto_1_expand', '0003_auto_1_contract'],
    ['cleanup', two, 'cleanup_expand', '0001_cleanup_contract'],
  ])('%s', (original, changes, state, database) => {
    expect(named(original, changes)).toEqual({ state, database })
  })

  test('the number of the migration stays in front', () => {
    expect(splitNames('0002_auto', rating, ['0002_auto'], { database: 'contract_{slug}' })).toEqual({
      state: '0002_remove_product_rating_from_state',
      database: '0003_contract_remove_product_rating',
    })
  })

  test('both may be the same: the numbers differ', () => {
    const same = { state: '{slug}', database: '{slug}' }
    expect(splitNames('0002_auto', rating, ['0002_auto'], same)).toEqual({
      state: '0002_remove_product_rating',
      database: '0003_remove_product_rating',
    })
  })

  test('a name that is taken is avoided, and its end is kept, by which runners tell the halves', () => {
    expect(named('0002_auto', rating, '0002_Remove_product_rating_expand').state).toBe(
      '0002_remove_product_rating_2_expand',
    )
  })

  test('the migration that has the name already gets a new one', () => {
    expect(named('0002_auto_expand', two, '0002_auto_expand_expand').state).toBe('0002_auto_expand_2_expand')
    expect(splitNames('0002_auto', two, ['0002_auto'], { state: '{slug}' }).state).toBe('0002_auto_2')
  })

  test('a long slug is cut, and not what is around it', () => {
    const { state, database } = named('0002_auto', [{ slug: `remove_${'ä'.repeat(120)}` }])
    for (const name of [state, database]) expect(Buffer.byteLength(name)).toBeLessThanOrEqual(100)
    expect(state).toMatch(/_expand$/)
    expect(database).toMatch(/_contract$/)
  })

  test('two that are cut alike differ by their digests, and by the number where one is taken', () => {
    const long = [{ slug: `remove_${'x'.repeat(120)}` }]
    const { state } = named('0002_auto', long)
    expect(named('0002_auto', long, state).state).toMatch(/_2_expand$/)
  })

  test.each([
    ['expand', 'put {slug} into it, or two migrations would have one name'],
    ['', 'put {slug} into it, or two migrations would have one name'],
    ['{slug}_{slug}', 'put {slug} into it once'],
    ['{slgu}_expand', '{slug} is all there is, not {slgu}'],
    ['{slug}_{date}', '{slug} is all there is, not {date}'],
    ['{slug}_{}', '{slug} is all there is, not {}'],
    ['{slug', 'put {slug} into it, or two migrations would have one name'],
    [
      '{{slug}}',
      'beside {slug}, use letters, digits and underscores: it becomes the name of a Python module',
    ],
    [
      '../{slug}',
      'beside {slug}, use letters, digits and underscores: it becomes the name of a Python module',
    ],
    [
      '{slug}-contract',
      'beside {slug}, use letters, digits and underscores: it becomes the name of a Python module',
    ],
    [
      '{slug}.py',
      'beside {slug}, use letters, digits and underscores: it becomes the name of a Python module',
    ],
    [
      '{slug} b',
      'beside {slug}, use letters, digits and underscores: it becomes the name of a Python module',
    ],
    [
      '{slug}\n',
      'beside {slug}, use letters, digits and underscores: it becomes the name of a Python module',
    ],
    ['_{slug}', 'begin with something else: Django passes over modules that begin with _'],
    [`{slug}${'_x'.repeat(26)}`, 'leave room for the slug: 50 bytes at most beside it'],
  ])('%j cannot be', (template, wayOut) => {
    for (const [half, said] of [
      ['state', '--state-name'] as const,
      ['database', '--database-name'] as const,
    ]) {
      const refusal = refusalOf(() => splitNames('0002_auto', rating, [], { [half]: template }))
      expect([refusal.code, refusal.reason, refusal.wayOut]).toEqual([
        'usage',
        `${said} cannot be ${JSON.stringify(template)}`,
        wayOut,
      ])
    }
  })
})
