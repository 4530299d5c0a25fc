import { printExpression, printString } from '../../src/python/print'
import { scopeOfNewFile } from '../../src/python/print-scope'
import { expression, python } from './support'

/** What Python itself makes of the sources: what they evaluate to is what was printed, types included. */
const COMPARE = `
import ast, json, sys
def same(a, b):
    if type(a) is not type(b): return False
    if isinstance(a, (list, tuple)): return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, dict): return len(a) == len(b) and all(same(x, y) for x, y in zip(a.items(), b.items()))
    return repr(a) == repr(b) if isinstance(a, float) else a == b
def differs(source, printed):
    try: return not same(eval(compile(ast.parse(source, mode="eval"), "", "eval"), {}), eval(printed, {}))
    except Exception as error: return repr(error)
pairs = json.load(sys.stdin)
print(json.dumps([[s, p, str(differs(s, p))] for s, p in pairs if differs(s, p)]))
`

/** Each text with its printed form, which has to evaluate to the same code points. */
const EVALUATE = `
import ast, json, sys
wrong = []
for points, printed in json.load(sys.stdin):
    try: got = [ord(c) for c in ast.literal_eval(printed)]
    except Exception as error: got = repr(error)
    if got != points or len(printed.splitlines()) != 1: wrong.append([points, printed, str(got)])
print(json.dumps(wrong))
`

function expectNothing(answer: unknown): void {
  if (answer === undefined) {
    process.stdout.write('SKIPPED: there is no python3 to compare with\n')
    return
  }
  expect(answer).toEqual([])
}

const ESCAPES = [
  'n',
  't',
  'r',
  'a',
  'b',
  'f',
  'v',
  '0',
  '07',
  '101',
  '777',
  '\\',
  "'",
  '"',
  'd',
  ' ',
  'x41',
  'u00e9',
  'U0001F600',
  'ud800',
  '\n',
]
const PREFIXES = ['', 'r', 'u', 'b', 'rb', 'Br', 'f', 'fr', 'F']
const QUOTES = ["'", '"', "'''", '"""']

function* strings(): Generator<string> {
  for (const prefix of PREFIXES) {
    for (const quote of QUOTES) {
      for (const escape of ESCAPES) yield `${prefix}${quote}a\\${escape}b${quote}`
      yield `${prefix}${quote}{{}}${quote}`
    }
  }
}

const VALUES = [
  '0',
  '-0',
  '0x1F',
  '0b11',
  '0o17',
  '1_000',
  '-5',
  '+5',
  '1e400',
  '-1e400',
  '1.',
  '.5',
  '1e-5',
  '-0.0',
  '123456789012345678901234567890',
  '()',
  '(1,)',
  '(1, 2)',
  '[]',
  '[1, [2, ()]]',
  '{}',
  '{1: 2, "a": (None, True)}',
  '{1, 2}',
  'set()',
  'set([1, 1])',
  'frozenset([1])',
  'frozenset()',
  'tuple([1, 2])',
  'list((1, 2))',
  'dict(a=1, b=[2])',
  '"a" + "b" + "c"',
  '"a" "b" \'c\'',
  'b"a" b"\\xff"',
  '[1] + [2] + []',
  '(1,) + ()',
  '"a\\x00\\x7f\\x85\\xa0\\xad\\u2028\\u200b\\ufeff\\ue000"',
  '"é漢😀\\U0010FFFF"',
  '"\\udc00x\\ud800"',
  "'\"\\''",
  'f"{{a}}"',
  '(\n"a"\n"b")',
]

test('literals are printed as what Python takes them for', () => {
  const sources = [...strings(), ...VALUES]
  const readable = sources.filter((source) => expression(source).kind !== 'opaque')
  expect(sources.length - readable.length).toBeLessThan(sources.length / 20)
  const scope = scopeOfNewFile('other.py')
  expectNothing(
    python(
      COMPARE,
      readable.map((source) => [source, printExpression(expression(source), scope)]),
    ),
  )
})

test('any text at all comes back as it was', () => {
  const characters = [
    'a',
    '"',
    "'",
    '\\',
    '\n',
    '\r',
    '\t',
    '\0',
    '\x1b',
    '\x7f',
    '\x85',
    'é',
    '漢',
    '😀',
    '\ud800',
    '\udc00',
    '\u2028',
    '\ufeff',
    '{',
    '%',
    '7',
  ]
  let seed = 42
  const random = (below: number): number => {
    seed = (seed * 1103515245 + 12345) % 2147483648
    return Math.floor((seed / 2147483648) * below)
  }
  const any = (): string =>
    Array.from({ length: random(9) }, () => characters[random(characters.length)]).join('')
  const texts = [
    ...Array.from({ length: 3000 }, any),
    ...Array.from({ length: 0x300 }, (_, i) => String.fromCharCode(i)),
  ]
  const points = (text: string): number[] => Array.from(text, (character) => character.codePointAt(0) ?? 0)
  expectNothing(
    python(
      EVALUATE,
      texts.map((text) => [points(text), printString(text)]),
    ),
  )
})
