import { classComment } from '../../src/emit/comments'
import type { PlannedChange } from '../../src/plan/plan'
import type { Style } from '../../src/emit/style'

const STYLE: Style = { lineLength: 100, quotes: 'double', indent: '    ', newline: '\n' }
const RATING: PlannedChange = {
  slug: 'remove_product_rating',
  subject: 'Product.rating',
  verb: 'no longer knows',
  why: 'old code still reads and writes the column shop_product.rating',
  overlap: 'Old code may go on using the column.',
  later: 'drops the column shop_product.rating',
  place: { file: { path: 'x.py', text: '' }, span: { start: 0, end: 0 } },
}
const TAG: PlannedChange = { ...RATING, subject: 'the model Tag', later: 'drops the table shop_tag' }

describe('a first half whose other half is not written yet', () => {
  test('says what writes it, and when', () => {
    expect(classComment(1, [RATING], undefined, STYLE)).toEqual([
      '# Step 1 of 2, for the release whose code no longer knows Product.rating.',
      '# Old code may go on using the column. Step 2 drops the column shop_product.rating: bgsplit',
      '# finish writes it once this has been released.',
    ])
  })

  test('of several changes as well', () => {
    expect(classComment(1, [RATING, TAG], undefined, STYLE).at(-1)).toBe(
      '# Step 2 does the rest: bgsplit finish writes it once this has been released.',
    )
  })
})
