import type { Dialect } from '../../core/dialect'
import { canonicalTarget } from '../../python/canonical'
import { intValue } from '../../python/arguments'
import type { Call, Expression } from '../../python/nodes'
import { isMysql } from '../backends/features'
import { fieldClass, type InternalType } from '../fields/classes'
import { calleeOf } from '../fields/call'
import type { RuleColumn } from './site'

type Literal = string | undefined

/**
 * A value as `get_prep_value` of the field and `quote_value` of the schema editor write it beside that column. Undefined
 * where the field would have to convert it, or where Django's versions write it differently.
 */
export function fieldLiteral(column: RuleColumn, value: Expression, dialect: Dialect): Literal {
  const type = fieldClass(column.valueField.className).internalType
  switch (column.family) {
    case 'integer':
      return type && integerIn(value, type)
    case 'decimal':
      return decimalFieldLiteral(value, dialect)
    case 'float':
      return value.kind === 'number' ? floatLiteral(value.value, dialect) : undefined
    case 'boolean':
      return value.kind === 'boolean' ? plainLiteral(value, dialect) : undefined
    case 'text':
    case 'file':
      return value.kind === 'string' ? plainLiteral(value, dialect) : undefined
    case 'date':
      return dateLiteral(value, dialect)
    case 'datetime':
      return momentLiteral(value, dialect)
    default:
      return undefined
  }
}

/** `Value(…)` without an `output_field`: a value as it stands. */
export function plainLiteral(value: Expression, dialect: Dialect): Literal {
  switch (value.kind) {
    case 'number':
      return value.type === 'int' ? value.value : floatLiteral(value.value, dialect)
    case 'boolean':
      return dialect === 'postgresql' ? String(value.value) : value.value ? '1' : '0'
    case 'string':
      return stringLiteral(value.value, dialect)
    case 'call':
      // SQLite: `Value.as_sqlite` casts a decimal, in brackets or without them by version.
      return dialect === 'sqlite' ? undefined : decimalText(decimalArgument(value))
    default:
      return undefined
  }
}

/** Django 4.2 doubles each `%`, later versions do not; control characters are escaped by some drivers. */
export function stringLiteral(value: string, dialect: Dialect): Literal {
  if (/[%\x00-\x1f\x7f\ud800-\udfff]/.test(value.replace(/[\ud800-\udbff][\udc00-\udfff]/g, '')))
    return undefined
  const doubled = value.replaceAll("'", "''")
  return `'${isMysql(dialect) ? doubled.replaceAll('\\', '\\\\') : doubled}'`
}

/**
 * What every backend holds (`integer_field_range`): beyond it Django 5 leaves the comparison out or fails, and 4.2
 * writes it.
 */
const RANGES: Readonly<Partial<Record<InternalType, readonly [bigint, bigint]>>> = {
  SmallIntegerField: [-32768n, 32767n],
  SmallAutoField: [-32768n, 32767n],
  PositiveSmallIntegerField: [0n, 32767n],
  IntegerField: [-2147483648n, 2147483647n],
  AutoField: [-2147483648n, 2147483647n],
  PositiveIntegerField: [0n, 2147483647n],
  BigIntegerField: [-9223372036854775808n, 9223372036854775807n],
  BigAutoField: [-9223372036854775808n, 9223372036854775807n],
  PositiveBigIntegerField: [0n, 9223372036854775807n],
}

function integerIn(value: Expression, type: InternalType): Literal {
  const range = RANGES[type]
  if (range === undefined || value.kind !== 'number' || value.type !== 'int') return undefined
  const number = BigInt(value.value)
  return number >= range[0] && number <= range[1] ? value.value : undefined
}

/** `DecimalField.to_python` keeps the digits of an int, a string and a Decimal; SQLite compares with text. */
function decimalFieldLiteral(value: Expression, dialect: Dialect): Literal {
  const isPlain = value.kind === 'string' || (value.kind === 'number' && value.type === 'int')
  const text = decimalText(isPlain ? value.value : decimalArgument(value))
  return dialect === 'sqlite' && text !== undefined ? `'${text}'` : text
}

function decimalArgument(value: Expression): string | undefined {
  const [only, ...others] = callTo(value, 'decimal.Decimal')?.args ?? []
  if (only === undefined || others.length > 0 || only.unpack !== undefined || only.name !== undefined) {
    return undefined
  }
  const isExact = only.value.kind === 'string' || (only.value.kind === 'number' && only.value.type === 'int')
  return isExact ? only.value.value : undefined
}

/** `str(Decimal(text))`, where that is the text itself: no exponent, and none that Python would make. */
function decimalText(text: string | undefined): Literal {
  const isItself = text !== undefined && /^-?(0|[1-9]\d*)(\.\d+)?$/.test(text) && !/^-?0\.0{6}/.test(text)
  return isItself && !/^-0(\.0*)?$/.test(text) ? text : undefined
}

/** `repr` of the float where Python and JavaScript agree on it; the drivers of MySQL add an exponent. */
function floatLiteral(value: string, dialect: Dialect): Literal {
  const number = Number(value)
  const size = Math.abs(number)
  if (!(size === 0 || (size >= 1e-4 && size < 1e15)) || Object.is(number, -0)) return undefined
  const text = String(number)
  return `${text}${text.includes('.') ? '' : '.0'}${isMysql(dialect) ? 'e0' : ''}`
}

function dateLiteral(value: Expression, dialect: Dialect): Literal {
  const parts = callTo(value, 'datetime.date')
  const [year, month, day, ...others] = numbers(parts) ?? []
  if (day === undefined || others.length > 0) return undefined
  const quoted = `'${dateText(year, month, day)}'`
  return dialect === 'postgresql' ? `${quoted}::date` : quoted
}

/** With a time zone a moment is the same whatever the settings say; MySQL is given it in the zone of the settings. */
function momentLiteral(value: Expression, dialect: Dialect): Literal {
  const call = callTo(value, 'datetime.datetime')
  const zone = call?.args.at(-1)
  if (call === undefined || zone?.name !== 'tzinfo' || dialect !== 'postgresql') return undefined
  const isUtc = zone.value.kind === 'reference' && UTC.has(zone.value.target)
  const parts = numbers({ ...call, args: call.args.slice(0, -1) })
  if (!isUtc || parts === undefined || parts.length < 3 || parts.length > 7) return undefined
  const [year, month, day, hour = 0, minute = 0, second = 0, micro = 0] = parts
  const fraction = micro === 0 ? '' : `.${String(micro).padStart(6, '0')}`
  const time = [hour, minute, second].map((part) => String(part).padStart(2, '0')).join(':')
  return `'${dateText(year, month, day)} ${time}${fraction}+00:00'::timestamptz`
}

const UTC: ReadonlySet<string> = new Set([
  'datetime.timezone.utc',
  'datetime.UTC',
  'django.utils.timezone.utc',
])

function dateText(year = 0, month = 0, day = 0): string {
  return [String(year).padStart(4, '0'), ...[month, day].map((part) => String(part).padStart(2, '0'))].join(
    '-',
  )
}

function numbers(call: Call | undefined): readonly number[] | undefined {
  const values = call?.args.map(({ name, unpack, value }) =>
    name === undefined && unpack === undefined ? intValue(value) : undefined,
  )
  return values?.every((value) => value !== undefined) === true ? values : undefined
}

function callTo(value: Expression, target: string): Call | undefined {
  const callee = calleeOf(value)
  return value.kind === 'call' && callee !== undefined && canonicalTarget(callee) === target
    ? value
    : undefined
}
