import type { Random } from '../../property/random'

/** Texts that end something somewhere: in Python, SQL, EJS, a comment, a terminal, a line. */
export const HOSTILE: readonly string[] = [
  `'`,
  `"`,
  `it's`,
  `say "hi"`,
  `'"'"'`,
  `'''`,
  `"""`,
  `a'''b"""c`,
  `""" + __import__("os") + """`,
  '\n',
  'two\nlines',
  'a\r\nb\rc',
  '\\',
  'ends with \\',
  'C:\\new\\u0041\\x41\\N{DASH}',
  '\\\\',
  '*/',
  '/* */ --',
  '-- comment\nDROP TABLE x;',
  '$$',
  '$body$ $$ $1',
  '<%',
  '%>',
  '<%= process.exit(3) %>',
  '<%- include("x") -%>',
  '<%# %%> <%%',
  '%s',
  '%(name)s 100% %%',
  '{0} {x} {{}} {',
  '${x} `id` $(id)',
  '`',
  '``',
  '\0',
  'a\0b',
  '\x1b[31m\x07\x08',
  '\u202e\u2066evil\u2069',
  '\u200e\u200f\u200b\ufeff',
  '\u2028\u2029\x85\x0b\x0c',
  '\ud800',
  '\udfff\ud800',
  '😀 é ß İ ı ſ',
  'e\u0301 \u1112\u1161\u11ab',
  '# -*- coding: latin-1 -*-',
  '#',
  ' leading and trailing ',
  '\t',
  '',
  ';',
  `'; DROP TABLE "shop_product"; --`,
  '] ) }',
  '(',
  'class Migration(migrations.Migration):',
  'operations = []',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'None',
  'order',
  'x'.repeat(300),
  '日本語'.repeat(40),
]

export function hostile(random: Random): string {
  if (random.chance(70)) return random.pick(HOSTILE)
  return Array.from({ length: 1 + random.int(4) }, () => random.pick(HOSTILE)).join(
    random.pick(['', ' ', 'x']),
  )
}

/** A Python literal of that value, in one of the many ways to write it. */
export function literal(value: string, random: Random): string {
  const ways = [escaped, escaped, triple, joined, everyCharacter, raw]
  return random.pick(ways)(value, random)
}

function escaped(value: string, random: Random): string {
  const quote = random.pick([`'`, `"`])
  return `${random.pick(['', '', 'u'])}${quote}${escapes(value, quote)}${quote}`
}

/** Where it cannot be written between three quotes as it is, with escapes. */
function triple(value: string, random: Random): string {
  const quote = random.pick([`'''`, `"""`])
  const plain =
    /[\\\0\r\ud800-\udfff]/.test(value) || value.includes(quote) || value.endsWith(quote.charAt(0))
  return plain ? escaped(value, random) : `${quote}${value}${quote}`
}

function raw(value: string, random: Random): string {
  const quote = random.pick([`'`, `"`])
  if (/[\\\0\r\n\ud800-\udfff]/.test(value) || value.includes(quote)) return escaped(value, random)
  const [prefix, isFormatted] = random.pick([
    ['r', false],
    ['R', false],
    ['f', true],
    ['rF', true],
  ] as const)
  return `${prefix}${quote}${isFormatted ? value.replace(/[{}]/g, '$&$&') : value}${quote}`
}

function joined(value: string, random: Random): string {
  const at = random.int(value.length + 1)
  const isInPair = /[\ud800-\udbff]/.test(value.charAt(at - 1))
  if (isInPair) return escaped(value, random)
  return `(${escaped(value.slice(0, at), random)} ${escaped(value.slice(at), random)})`
}

function everyCharacter(value: string): string {
  const codes = [...value].map((each) => `\\U${(each.codePointAt(0) ?? 0).toString(16).padStart(8, '0')}`)
  return `"${codes.join('')}"`
}

function escapes(value: string, quote: string): string {
  return value
    .replace(/\\/g, '\\\\')
    .replaceAll(quote, `\\${quote}`)
    .replace(
      /[\0-\x1f\x7f\u0085\u2028\u2029]|\p{Cs}/gu,
      (each) => `\\u${each.charCodeAt(0).toString(16).padStart(4, '0')}`,
    )
}
