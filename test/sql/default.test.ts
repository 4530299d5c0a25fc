import { DIALECTS, type Dialect } from '../../src/core/dialect'
import { defaultSql } from '../../src/sql/default'
import { jsonText } from '../../src/sql/json-text'
import { expression, python } from '../python/support'

const IMPORTS = `import datetime
import decimal
import uuid
from decimal import Decimal
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models.functions import Lower, Now
`

/** `models.CharField` as a class name; one of another package in full. */
function sqlOf(source: string, className: string, dialect: Dialect): string | undefined {
  const full = className.includes('.') ? className : `django.db.models.${className}`
  return defaultSql({ kind: 'expression', expression: expression(source, IMPORTS), className: full }, dialect)
}

type Row = [
  className: string,
  source: string,
  postgresql: string | undefined,
  mysql: string | undefined,
  mariadb: string | undefined,
  sqlite: string | undefined,
]

/** One that is the same everywhere. */
const same = (className: string, source: string, sql: string | undefined): Row => [
  ...([className, source, sql, sql, sql, sql] as const),
]

test.each<Row>([
  same('IntegerField', '5', '5'),
  same('IntegerField', '-5', '-5'),
  same('BigIntegerField', '9223372036854775807', '9223372036854775807'),
  same('PositiveSmallIntegerField', '0x10', '16'),
  same('IntegerField', '1_000', '1000'),
  same('IntegerField', 'True', '1'),
  same('IntegerField', '1.5', undefined),
  same('IntegerField', '"5"', undefined),
  same('IntegerField', 'None', 'NULL'),
  same('FloatField', '1.5', '1.5'),
  same('FloatField', '2', '2.0'),
  same('FloatField', '1e-7', undefined),
  same('FloatField', '-0.25', '-0.25'),
  ['BooleanField', 'True', 'true', '1', '1', '1'],
  ['BooleanField', 'False', 'false', '0', '0', '0'],
  same('BooleanField', '1', undefined),
  ['DecimalField', 'Decimal("9.90")', '9.90', "'9.90'", "'9.90'", undefined],
  ['DecimalField', 'decimal.Decimal("-0.5")', '-0.5', "'-0.5'", "'-0.5'", undefined],
  ['DecimalField', 'Decimal(5)', '5', "'5'", "'5'", undefined],
  ['DecimalField', '0', '0', "'0'", "'0'", undefined],
  same('DecimalField', 'Decimal("1E+2")', undefined),
  same('DecimalField', 'Decimal("NaN")', undefined),
  same('DecimalField', '0.1', undefined),
  same('CharField', '""', "''"),
  same('CharField', '"it\'s"', "'it''s'"),
  same('CharField', `'say "hi"'`, `'say "hi"'`),
  same('CharField', '"50%"', "'50%'"),
  same('CharField', '"%s"', "'%s'"),
  [
    'CharField',
    String.raw`"a\\b"`,
    String.raw`'a\b'`,
    String.raw`'a\\b'`,
    String.raw`'a\\b'`,
    String.raw`'a\b'`,
  ],
  [
    ...(['CharField', String.raw`"\\'"`] as const),
    ...([String.raw`'\'''`, String.raw`'\\'''`, String.raw`'\\'''`, String.raw`'\'''`] as const),
  ],
  same('CharField', '"a\\nb"', "'a\nb'"),
  same('CharField', '"é😀"', "'é😀'"),
  same('CharField', '5', undefined),
  same('EmailField', '"a@b"', "'a@b'"),
  same('FilePathField', '"/a"', "'/a'"),
  // MySQL takes the default of a long text as an expression only.
  ['TextField', '"a"', "'a'", "('a')", "'a'", "'a'"],
  [
    ...(['DurationField', 'datetime.timedelta(days=1, seconds=30)'] as const),
    ...([
      "'1 days 30 seconds 0 microseconds'::interval",
      '86430000000',
      '86430000000',
      '86430000000',
    ] as const),
  ],
  [
    ...(['DurationField', 'datetime.timedelta(days=-1, seconds=30)'] as const),
    ...([
      "'-1 days 30 seconds 0 microseconds'::interval",
      '-86370000000',
      '-86370000000',
      '-86370000000',
    ] as const),
  ],
  [
    ...(['DurationField', 'datetime.timedelta(microseconds=-1)'] as const),
    ...(["'-1 days 86399 seconds 999999 microseconds'::interval", '-1', '-1', '-1'] as const),
  ],
  [
    ...(['DurationField', 'datetime.timedelta(1, 2, 3, 4, 5, 6, 7)'] as const),
    ...([
      "'50 days 21902 seconds 4003 microseconds'::interval",
      '4341902004003',
      '4341902004003',
      '4341902004003',
    ] as const),
  ],
  [
    ...(['DurationField', 'datetime.timedelta()'] as const),
    ...(["'0 days 0 seconds 0 microseconds'::interval", '0', '0', '0'] as const),
  ],
  same('DurationField', 'datetime.timedelta(hours=1.5)', undefined),
  ['JSONField', '{}', "'{}'::jsonb", "('{}')", "'{}'", "'{}'"],
  ['JSONField', 'models.Value({}, models.JSONField())', "'{}'::jsonb", "('{}')", "'{}'", "'{}'"],
  [
    ...(['JSONField', `{"it's": [1, None, True]}`] as const),
    ...([`'{"it''s": [1, null, true]}'::jsonb`, `('{"it''s": [1, null, true]}')`] as const),
    ...([`'{"it''s": [1, null, true]}'`, `'{"it''s": [1, null, true]}'`] as const),
  ],
  same('JSONField', 'None', 'NULL'),
  same('JSONField', '{1: 2}', undefined),
  same('JSONField', 'load("a")', undefined),
  [
    'DateTimeField',
    'Now()',
    '(STATEMENT_TIMESTAMP())',
    '(CURRENT_TIMESTAMP(6))',
    '(CURRENT_TIMESTAMP(6))',
    undefined,
  ],
  same('UUIDField', 'uuid.UUID("0f0e0d0c-0b0a-0908-0706-050403020100")', undefined),
  same('CharField', 'Lower(models.Value("A"))', undefined),
  same('CharField', 'models.Value("a")', "'a'"),
  same('CharField', 'models.Value(*args)', undefined),
  same('colours.ColourField', '"red"', undefined),
])('%s: %s', (className, source, ...expected) => {
  expect(DIALECTS.map((dialect) => sqlOf(source, className, dialect))).toEqual(expected)
})

test('a random UUID is made by PostgreSQL itself', () => {
  expect(sqlOf('RandomUUID()', 'UUIDField', 'postgresql')).toBe('(GEN_RANDOM_UUID())')
})

test('what was read from SQL is written as it was', () => {
  expect(defaultSql({ kind: 'sql', sql: "'x'::text" }, 'postgresql')).toBe("'x'::text")
})

function expectAnswer(answer: unknown, expected: unknown): void {
  if (answer === undefined) process.stderr.write('\nSKIPPED: there is no python3 to compare with\n\n')
  else expect(answer).toEqual(expected)
}

describe('JSON is the text that json.dumps makes', () => {
  const literals = [
    ...['{}', '[]', '{"a": 1, "b": [1, 2, -3]}', '[None, True, False]', '""', '"é😀"', '{"é": "\\u2028"}'],
    ...[
      '"\\x00\\x1f\\x7f\\x80"',
      '"a\\"b\\\\c/d"',
      '"\\b\\f\\n\\r\\t"',
      '(1, "a")',
      '12345678901234567890',
      '{"a": {}}',
    ],
  ]

  test('to the character', () => {
    const program = 'import json, sys\nprint(json.dumps([json.dumps(eval(s)) for s in json.load(sys.stdin)]))'
    expectAnswer(
      python(program, literals),
      literals.map((source) => jsonText(expression(source))),
    )
  })

  test.each(['1.5', '{1: 2}', 'b"a"', '{1, 2}', 'x', '[x]', '{"a": f("b")}', '{**a}'])(
    '%s is left to Python',
    (source) => {
      expect(jsonText(expression(source))).toBeUndefined()
    },
  )
})

/** A table with each default, a row that is left to them, and what is in it. */
const SQLITE = `
import json, sqlite3, sys
def stored(type, literal):
    db = sqlite3.connect(":memory:")
    db.execute("CREATE TABLE t (id integer)")
    db.execute("INSERT INTO t VALUES (1)")
    db.execute(f"ALTER TABLE t ADD COLUMN x {type} DEFAULT {literal}")
    db.execute("INSERT INTO t (id) VALUES (2)")
    rows = db.execute("SELECT x FROM t").fetchall()
    assert rows[0] == rows[1], rows
    return rows[0][0]
print(json.dumps([stored(*each) for each in json.load(sys.stdin)]))
`

test('real SQLite stores the value that was meant', () => {
  const rows: readonly (readonly [type: string, className: string, source: string, meant: unknown])[] = [
    ['varchar(9)', 'CharField', '"it\'s"', "it's"],
    ['varchar(9)', 'CharField', `'"quoted"'`, '"quoted"'],
    ['varchar(9)', 'CharField', '"100%s %(x)s"', '100%s %(x)s'],
    ['varchar(9)', 'CharField', String.raw`"\\ \\' \\\\"`, String.raw`\ \' \\`],
    ['varchar(9)', 'CharField', '"a\\nb; DROP TABLE t --"', 'a\nb; DROP TABLE t --'],
    ['varchar(9)', 'CharField', '"é😀"', 'é😀'],
    ['text', 'TextField', '""', ''],
    ['bool', 'BooleanField', 'True', 1],
    ['integer', 'IntegerField', '-7', -7],
    ['real', 'FloatField', '-0.25', -0.25],
    ['bigint', 'DurationField', 'datetime.timedelta(days=-1, seconds=30)', -86_370_000_000],
    ['text', 'JSONField', `{"it's": "é\\\\"}`, String.raw`{"it's": "\u00e9\\"}`],
    ['text', 'JSONField', 'None', null],
  ]
  const literals = rows.map(([type, className, source]) => [type, sqlOf(source, className, 'sqlite')])
  expectAnswer(
    python(SQLITE, literals),
    rows.map(([, , , meant]) => meant),
  )
})
