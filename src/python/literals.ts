/** What the text of one string literal evaluates to; undefined where Python would have to run or to refuse. */
export interface LiteralText {
  readonly bytes: boolean
  readonly value: string
}

const STRING = /^([a-zA-Z]*)('''|"""|'|")([\s\S]*)\2$/
const PREFIXES: ReadonlySet<string> = new Set(['', 'r', 'u', 'b', 'br', 'rb', 'f', 'fr', 'rf'])

/**
 * Evaluates the source of one string literal, prefix and quotes included, without holes.
 * https://docs.python.org/3/reference/lexical_analysis.html#string-and-bytes-literals
 */
export function evaluateString(source: string): LiteralText | undefined {
  const [, written = '', , body = ''] = STRING.exec(source) ?? ['', '?']
  const prefix = written.toLowerCase()
  if (!PREFIXES.has(prefix)) return undefined
  const bytes = prefix.includes('b')
  // Python reads every newline of a file as \n, inside a string too.
  const lines = body.replace(/\r\n?/g, '\n')
  const plain = prefix.includes('f') ? lines.replace(/\{\{|\}\}/g, (pair) => pair.charAt(0)) : lines
  // Bytes may hold ASCII only.
  if (bytes && /[^\x00-\x7f]/.test(plain)) return undefined
  const value = prefix.includes('r') ? plain : unescape(plain, bytes)
  return value === undefined ? undefined : { bytes, value }
}

const ESCAPE = /\\(?:[0-7]{1,3}|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[\s\S])/g
const SIMPLE: ReadonlyMap<string, string> = new Map([
  ['\n', ''],
  ['\\', '\\'],
  ["'", "'"],
  ['"', '"'],
  ['a', '\x07'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['v', '\v'],
])

/** Undefined for what has no value here: `\N{…}` (a table of names), and escapes that Python refuses. */
function unescape(text: string, bytes: boolean): string | undefined {
  if (!text.includes('\\')) return text
  const escapes = Array.from(text.matchAll(ESCAPE), ([escape]) => escapeValue(escape, bytes))
  if (escapes.includes(undefined)) return undefined
  let next = 0
  const value = text.replace(ESCAPE, () => escapes[next++] ?? '')
  return joinsSurrogates(text, value) ? undefined : value
}

/** What one escape stands for. An unknown one stands for itself, backslash included. */
function escapeValue(escape: string, bytes: boolean): string | undefined {
  const [, letter = '', ...digits] = escape
  if (/[0-7]/.test(letter)) return String.fromCodePoint(parseInt(escape.slice(1), 8) & (bytes ? 0xff : 0x1ff))
  const isNumeric = letter === 'x' || (!bytes && 'uUN'.includes(letter))
  if (!isNumeric) return SIMPLE.get(letter) ?? escape
  const code = parseInt(digits.join(''), 16)
  return code <= 0x10ffff ? String.fromCodePoint(code) : undefined
}

/** Two escaped halves are two characters to Python and would be one to JavaScript: not a value that we can hold. */
function joinsSurrogates(source: string, value: string): boolean {
  if (!/\\[uU]/.test(source)) return false
  return count(value, PAIR) !== count(source, PAIR) + count(source, /\\U00(?:0[1-9a-fA-F]|10)[0-9a-fA-F]{4}/g)
}

const PAIR = /[\u{10000}-\u{10ffff}]/gu

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0
}

/** The values of adjacent literals as one; undefined where they mix bytes and text, or two halves of a character. */
export function joinStrings(parts: readonly (LiteralText | undefined)[]): LiteralText | undefined {
  let joined: LiteralText | undefined
  for (const part of parts) {
    if (part === undefined || (joined !== undefined && !fits(joined, part))) return undefined
    joined = joined === undefined ? part : { bytes: part.bytes, value: joined.value + part.value }
  }
  return joined
}

function fits(left: LiteralText, right: LiteralText): boolean {
  const halves = /[\ud800-\udbff]$/.test(left.value) && /^[\udc00-\udfff]/.test(right.value)
  return left.bytes === right.bytes && !halves
}

export interface LiteralNumber {
  readonly type: 'int' | 'float'
  readonly value: string
}

const DECIMAL = /^(?:0+|[1-9][0-9]*)$/
const PREFIXED = /^0(?:x[0-9a-f]+|o[0-7]+|b[01]+)$/
const FLOAT = /^(?:[0-9]+\.[0-9]*|\.[0-9]+|[0-9]+(?=e))(?:e[-+]?[0-9]+)?$/

/** Evaluates a number without its sign: an int in decimal digits, a float in its own. Undefined for `1j`, `10L`. */
export function evaluateNumber(source: string): LiteralNumber | undefined {
  const digits = source.replaceAll('_', '').toLowerCase()
  if (DECIMAL.test(digits) || PREFIXED.test(digits)) return { type: 'int', value: BigInt(digits).toString() }
  return FLOAT.test(digits) ? { type: 'float', value: digits } : undefined
}

/** The number with its sign turned round. */
export function negated(number: LiteralNumber): LiteralNumber {
  if (number.type === 'int') return { type: 'int', value: (-BigInt(number.value)).toString() }
  const value = number.value.startsWith('-') ? number.value.slice(1) : `-${number.value}`
  return { type: 'float', value }
}
