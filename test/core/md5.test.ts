import { createHash } from 'node:crypto'
import { md5 } from '../../src/core/md5'

const known = (text: string): string => createHash('md5').update(text, 'utf8').digest('hex')

test.each(['', 'a', 'abc', 'shop_product', 'é', '表', '\u{1f600}', '\ud800', 'x\0y'])('%j', (text) => {
  expect(md5(text)).toBe(known(text))
})

test('every length around the ends of blocks', () => {
  for (let length = 0; length < 300; length++) {
    const text = Array.from({ length }, (_, index) => String.fromCharCode(33 + ((index * 7) % 90))).join('')
    expect(md5(text)).toBe(known(text))
  }
})
