import type { Random } from '../../property/random'
import { HOSTILE, hostile, literal } from './hostile'
import type { Seed } from './corpus'

/** A change of a text that may leave it Python or not. */
type Mutation = (text: string, random: Random, seeds: readonly Seed[]) => string

const TOKENS = [
  ...[
    '(',
    ')',
    '[',
    ']',
    '{',
    '}',
    ',',
    ':',
    '.',
    '=',
    '+',
    '-',
    '*',
    '**',
    '@',
    '\\',
    ';',
    '#',
    "'",
    '"',
    '"""',
  ],
  ...[
    'lambda: ',
    'not ',
    'await ',
    'yield ',
    'if x else ',
    ' for x in y',
    'async ',
    'del ',
    'global x\n',
    'None',
    '...',
  ],
  ...[
    '\n',
    '\r',
    '\r\n',
    '\t',
    '\f',
    '\v',
    '\0',
    '\ufeff',
    '\u00a0',
    '    ',
    'f"{',
    '0x',
    '1e999',
    '1_000',
    '0o9',
    '1j',
  ],
  ...[
    'import ',
    'from . import *\n',
    'class Migration:\n',
    'operations = ',
    'operations += [',
    'migrations.',
    'models.',
  ],
  ...['Migration', '__class__', '__proto__', 'self', 'print(', '${', '<%', 'match x:\n', 'type X = ', ' := '],
]

const MUTATIONS: readonly Mutation[] = [
  (text, random) => text.slice(0, random.int(text.length + 1)),
  (text, random) => text.slice(random.int(Math.min(text.length + 1, 200))),
  (text, random) => cut(text, random, (part) => (part === '' ? part : '')),
  (text, random) => cut(text, random, (part) => part + part),
  (text, random) => cut(text, random, (part) => part.repeat(1 + random.int(30))),
  (text, random) => inserted(text, random, random.pick(TOKENS)),
  (text, random) => inserted(text, random, random.pick(TOKENS)),
  (text, random) => inserted(text, random, random.pick(HOSTILE)),
  (text, random) => replacedOne(text, /'[^'\n]*'|"[^"\n]*"/g, random, () => literal(hostile(random), random)),
  (text, random) => replacedOne(text, /'[^'\n]*'|"[^"\n]*"/g, random, () => literal(hostile(random), random)),
  (text, random) =>
    replacedOne(text, /'[^'\n]*'|"[^"\n]*"|\b\d+\b|\b[A-Za-z_]\w*\b/g, random, () => odd(random)),
  (text, random) =>
    replacedOne(text, /\b\d+\b/g, random, () =>
      random.pick(['0', '-1', '1e400', '9'.repeat(400), '0b1', '1_0', '1.5', 'True']),
    ),
  (text, random) =>
    replacedOne(text, /\b[A-Za-z_]\w*\b/g, random, () =>
      random.pick(text.match(/\b[A-Za-z_]\w*\b/g) ?? ['x']),
    ),
  (text, random) =>
    replacedOne(text, /\b[A-Za-z_]\w*\b/g, random, () =>
      random.pick(text.match(/\b[A-Za-z_]\w*\b/g) ?? ['x']),
    ),
  (text, random) => replacedOne(text, /["'()[\]{},=:]/g, random, () => ''),
  (text, random) =>
    replacedOne(text, /\b(?:True|False|None)\b/g, random, () =>
      random.pick(['True', 'False', 'None', 'not x', '[]']),
    ),
  (text, random) =>
    lines(text, random, (all, one, other) => all.with(one, all[other] ?? '').with(other, all[one] ?? '')),
  (text, random) => lines(text, random, (all, one, other) => all.toSpliced(one, 1 + (other % 4))),
  (text, random) => lines(text, random, (all, one, other) => all.toSpliced(one, 0, all[other] ?? '')),
  (text, random) => lines(text, random, (all, one) => all.with(one, `  ${all[one] ?? ''}`)),
  (text, random) =>
    lines(text, random, (all, one) =>
      all.with(one, `${all[one] ?? ''}  # ${random.pick(HOSTILE).replace(/[\r\n\0]|\p{Cs}/gu, ' ')}`),
    ),
  (text, random) => nested(text, random),
  (text, random) => spliced(text, random, random.pick(HOSTILE)),
  (text) => text.replaceAll('\n', '\r\n'),
  (text) => text.replaceAll('\n', '\r'),
  (text) => `\ufeff${text}`,
  (text) => text.trimEnd(),
  (text) => text.replaceAll('    ', '\t'),
  (text, random, seeds) => {
    const seed = random.pick(seeds)
    const other = seed.files[random.pick(seed.targets)] ?? ''
    return text.slice(0, random.int(text.length + 1)) + other.slice(random.int(other.length + 1))
  },
  (text, random, seeds) => {
    const seed = random.pick(seeds)
    const other =
      /operations = \[\n([^]*?)\n {4}\]/.exec(seed.files[random.pick(seed.targets)] ?? '')?.[1] ?? ''
    return text.replace('operations = [\n', (found) => `${found}${other}\n`)
  },
]

/** One to four mutations, one after the other. */
export function mutated(text: string, random: Random, seeds: readonly Seed[]): string {
  const times = 1 + (random.chance(50) ? random.int(4) : 0)
  let result = text
  for (let left = times; left > 0; left--)
    result = random.pick(MUTATIONS)(result, random, seeds).slice(0, 200_000)
  return result
}

/** Bytes put in, taken out and turned. */
export function garbled(text: string, random: Random): Uint8Array {
  const bytes = [...Buffer.from(text)]
  for (let left = 1 + random.int(5); left > 0; left--)
    bytes.splice(
      random.int(bytes.length + 1),
      random.int(3),
      ...Array.from({ length: random.int(4) }, () => random.int(256)),
    )
  return Uint8Array.from(bytes)
}

function cut(text: string, random: Random, change: (part: string) => string): string {
  const start = random.int(text.length + 1)
  const end = Math.min(text.length, start + random.int(random.pick([4, 40, 400])))
  return text.slice(0, start) + change(text.slice(start, end)) + text.slice(end)
}

function inserted(text: string, random: Random, token: string): string {
  const at = random.int(text.length + 1)
  return text.slice(0, at) + token + text.slice(at)
}

function spliced(text: string, random: Random, token: string): string {
  const at = random.int(text.length + 1)
  return text.slice(0, at) + token + text.slice(at + token.length)
}

function replacedOne(text: string, pattern: RegExp, random: Random, make: () => string): string {
  const found = [...text.matchAll(pattern)]
  if (found.length === 0) return text
  const match = random.pick(found)
  return text.slice(0, match.index) + make() + text.slice(match.index + match[0].length)
}

function lines(
  text: string,
  random: Random,
  change: (all: readonly string[], one: number, other: number) => readonly string[],
): string {
  const all = text.split('\n')
  return change(all, random.int(all.length), random.int(all.length)).join('\n')
}

function nested(text: string, random: Random): string {
  const [open, close] = random.pick([
    ['(', ')'],
    ['[', ']'],
    ['{1: ', '}'],
    ['f(', ')'],
    ['-', ''],
    ['not ', ''],
    ['lambda: ', ''],
    ['', '.x'],
    ['', '[0]'],
    ['', '()'],
    ['1 + ', ''],
    ['"a" ', '"b"'],
  ] as const)
  const deep = random.pick([2, 50, 190, 210, 1000])
  return replacedOne(
    text,
    /'[^'\n]*'|"[^"\n]*"|\b\d+\b/g,
    random,
    () => open.repeat(deep) + '1' + close.repeat(deep),
  )
}

function odd(random: Random): string {
  return random.pick([
    ...[
      '[]',
      '{}',
      '()',
      'None',
      'True',
      '1',
      '-1',
      '1.5',
      '1j',
      '...',
      'b"x"',
      'f"{x}"',
      'f"x"',
      'lambda: 1',
      '*x',
      '**x',
    ],
    ...[
      'x if y else z',
      '[x for x in y]',
      '{**x}',
      'f(*a, **k)',
      '"a" + "b"',
      '"%s" % x',
      'x[0]',
      'settings.X',
      '(yield)',
    ],
    ...[
      'set()',
      'frozenset({1})',
      'dict(a=1)',
      'tuple([1])',
      'models.F("x")',
      'models.Q(a=1) | ~models.Q(b=2)',
      'int',
      'str',
    ],
    ...[
      'models.deletion.CASCADE',
      'datetime.datetime(1, 1, 1)',
      'decimal.Decimal("NaN")',
      'float("nan")',
      'uuid.uuid4',
    ],
  ])
}
