import type { Dialect } from '../core/dialect'
import { isCallTo } from '../python/arguments'
import type { Expression } from '../python/nodes'
import type { ColumnDefault } from '../django/schema'
import { jsonText } from './json-text'
import { microseconds, timedeltaParts } from './timedelta'
import { quoteString } from './quote'

/**
 * A database default as SQL, as Django's `db_default_sql` writes it; undefined where static reading cannot tell
 * (then Django is left to write it).
 * Source: `db_default_sql` in django/db/backends/base/schema.py and each field's `get_db_prep_value`
 */
export function defaultSql(value: ColumnDefault, dialect: Dialect): string | undefined {
  if (value.kind === 'sql') return value.sql
  const { expression } = value
  if (isCallTo(expression, 'django.db.models.functions.Now')) return nowSql(dialect)
  if (isCallTo(expression, 'django.contrib.postgres.functions.RandomUUID')) return '(GEN_RANDOM_UUID())'
  const unwrapped = unwrapValue(expression)
  return unwrapped && literalSql(unwrapped.expression, unwrapped.className ?? value.className, dialect)
}

interface Unwrapped {
  readonly expression: Expression
  readonly className: string | undefined
}

/** `Value(x, JSONField())` -> x as that class; other function calls but constructors of values are not literals. */
function unwrapValue(expression: Expression): Unwrapped | undefined {
  if (!isCallTo(expression, 'django.db.models.Value')) return { expression, className: undefined }
  const [first, second] = expression.args
  if (first === undefined || first.unpack !== undefined) return undefined
  if (second === undefined) return { expression: first.value, className: undefined }
  const output = second.value
  if (output.kind !== 'call' || output.callee.kind !== 'reference') return undefined
  return { expression: first.value, className: output.callee.target }
}

function literalSql(value: Expression, className: string, dialect: Dialect): string | undefined {
  if (value.kind === 'none') return 'NULL'
  const family = familyOf(className)
  return family === undefined ? undefined : WRITERS[family](value, dialect)
}

type Family = 'integer' | 'float' | 'decimal' | 'boolean' | 'text' | 'long-text' | 'duration' | 'json'
type Writer = (value: Expression, dialect: Dialect) => string | undefined

/** How a literal is written for each kind of column; a value of an unexpected type is not written at all. */
const WRITERS: Readonly<Record<Family, Writer>> = {
  integer: (value) =>
    value.kind === 'number' && value.type === 'int' ? value.value : booleanAsInteger(value),
  float: floatSql,
  decimal: decimalSql,
  boolean: booleanSql,
  text: (value, dialect) => (value.kind === 'string' ? quoteString(value.value, dialect) : undefined),
  'long-text': longTextSql,
  duration: durationSql,
  json: jsonSql,
}

/** As Python's `repr` of the float; one that needs an exponent is left to Django. */
function floatSql(value: Expression): string | undefined {
  if (value.kind !== 'number') return undefined
  const text = String(Number(value.value))
  if (!/^-?\d+(\.\d+)?$/.test(text)) return undefined
  return text.includes('.') ? text : `${text}.0`
}

function booleanAsInteger(value: Expression): string | undefined {
  return value.kind === 'boolean' ? (value.value ? '1' : '0') : undefined
}

function booleanSql(value: Expression, dialect: Dialect): string | undefined {
  if (value.kind !== 'boolean') return undefined
  if (dialect === 'postgresql') return value.value ? 'true' : 'false'
  return value.value ? '1' : '0'
}

/** SQLite keeps a decimal default as text with the field's own number of places: left to Django. */
function decimalSql(value: Expression, dialect: Dialect): string | undefined {
  const digits = decimalDigits(value)
  if (digits === undefined || dialect === 'sqlite') return undefined
  return dialect === 'postgresql' ? digits : quoteString(digits, dialect)
}

function decimalDigits(value: Expression): string | undefined {
  if (value.kind === 'number') return value.type === 'int' ? value.value : undefined
  if (!isCallTo(value, 'decimal.Decimal')) return undefined
  const argument = value.args[0]?.value
  if (argument?.kind === 'number' && argument.type === 'int') return argument.value
  return argument?.kind === 'string' && /^-?\d+(\.\d+)?$/.test(argument.value) ? argument.value : undefined
}

/** MySQL takes the default of a TEXT column as an expression only. */
function longTextSql(value: Expression, dialect: Dialect): string | undefined {
  if (value.kind !== 'string') return undefined
  const quoted = quoteString(value.value, dialect)
  return dialect === 'mysql' ? `(${quoted})` : quoted
}

function durationSql(value: Expression, dialect: Dialect): string | undefined {
  const parts = timedeltaParts(value)
  if (parts === undefined) return undefined
  if (dialect !== 'postgresql') return String(microseconds(parts))
  return `'${parts.days} days ${parts.seconds} seconds ${parts.microseconds} microseconds'::interval`
}

function jsonSql(value: Expression, dialect: Dialect): string | undefined {
  const text = jsonText(value)
  if (text === undefined) return undefined
  const quoted = quoteString(text, dialect)
  if (dialect === 'postgresql') return `${quoted}::jsonb`
  return dialect === 'mysql' ? `(${quoted})` : quoted
}

/** Source: `Now` in django/db/models/functions/datetime.py; SQLite adds no column with such a default. */
function nowSql(dialect: Dialect): string | undefined {
  if (dialect === 'sqlite') return undefined
  return dialect === 'postgresql' ? '(STATEMENT_TIMESTAMP())' : '(CURRENT_TIMESTAMP(6))'
}

const FAMILIES: readonly (readonly [RegExp, Family])[] = [
  [/\.(Positive)?(Small|Big)?IntegerField$/, 'integer'],
  [/\.FloatField$/, 'float'],
  [/\.DecimalField$/, 'decimal'],
  [/\.(Null)?BooleanField$/, 'boolean'],
  [/\.(Char|Email|Slug|URL|File|Image|FilePath|CommaSeparatedInteger|CICharField|CIEmail)Field$/, 'text'],
  [/\.TextField$/, 'long-text'],
  [/\.DurationField$/, 'duration'],
  [/\.JSONField$/, 'json'],
]

function familyOf(className: string): Family | undefined {
  if (!className.startsWith('django.')) return undefined
  return FAMILIES.find(([pattern]) => pattern.test(className))?.[1]
}
