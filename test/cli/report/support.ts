import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { ReportContext } from '../../../src/cli/report/context'
import type { Finding } from '../../../src/core/finding'
import type { Place } from '../../../src/core/span'

/** What names and strings of a migration may hold to get out of the place that they are shown in. */
export const NASTY = [
  'a|b',
  'a\\|b',
  '`code`',
  '```\n# out',
  '<script>alert(1)</script>',
  'one\ntwo\r\nthree\rfour',
  '::error file=x::y',
  '\n::warning::y',
  '%0A::error::y,z%25',
  '\u001b[2J\u001b[31mred\u001b]0;title\u0007',
  '\u009b31m',
  'left\u202etfel\u2066x\u200f',
  '"] --> evil; click n0 href "javascript:alert(1)"',
  '#quot;end',
  ']] end subgraph x',
  '[link](https://example.com) ![i](x) <!-- no --> https://example.com www.example.com',
  '@everyone #1 GH-1 _a_ *b* ~~c~~ $d$ {0} &lt;',
  '\u2028\u2029',
] as const

/** Characters that move a cursor, end a line or turn the direction of writing. */
export const UNSAFE = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u200E\u200F\u202A-\u202E\u2066-\u2069]/u

export const CONTEXT: ReportContext = { cwd: '/work/app', root: '/work', colours: false, checked: 40 }

/** The place of a piece of a text, which is in there once. */
export function placeOf(text: string, piece: string, path = 'shop/migrations/0002_auto.py'): Place {
  const start = text.indexOf(piece)
  if (start < 0) throw new Error(`there is no ${piece}`)
  return { file: { path, text }, span: { start, end: start + piece.length } }
}

export function finding(place: Place, facts: Partial<Finding> = {}): Finding {
  return {
    rule: 'missing-column',
    severity: 'error',
    place,
    migration: 'shop.0002_auto',
    operation: 'RemoveField Product.rating',
    message: 'old code uses the column shop_product.rating, which is gone',
    fix: 'run bgsplit on the file: the column goes in a later release',
    ...facts,
  }
}

const UPDATE = process.env['UPDATE'] === '1'

/** Holds a text to a file beside the tests; `UPDATE=1` writes it. */
export function expectGolden(text: string, name: string): void {
  const path = join(__dirname, 'golden', `${name}.txt`)
  if (UPDATE) {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
  }
  expect(text).toBe(readFileSync(path, 'utf8'))
}
