import type { Dialect } from '../core/dialect'
import { fits } from '../compat/type-fit'
import { columnName, columnType } from '../django/columns'
import { argument } from '../django/fields/call'
import { typeCheck } from '../django/fields/column-type'
import { fieldFamily } from '../django/fields/read-field'
import type { Field, ProjectState } from '../django/state'
import { intValue } from '../python/arguments'
import type { Call, Expression } from '../python/nodes'
import type { Step } from './plan'
import { filter, freeName, guardValues, method, type Rows } from './rows'

export interface Digits {
  /** Before the point. */
  readonly whole: number
  readonly places: number
}

/** The digits of a DecimalField; undefined for any other, and where they cannot be read. */
export function decimalDigits(field: Field): Digits | undefined {
  if (fieldFamily(field) !== 'decimal') return undefined
  const positions = ['verbose_name', 'name', 'max_digits', 'decimal_places']
  const digits = intValue(argument(field.source, 'max_digits', positions))
  const places = intValue(argument(field.source, 'decimal_places', positions))
  return digits === undefined || places === undefined ? undefined : { whole: digits - places, places }
}

/** Whether a column takes less once it is that of `end`: a shorter type, or one with a check. */
export function isNarrower(overlap: Field, end: Field, state: ProjectState, dialect: Dialect): boolean {
  const [from, to] = [columnType(overlap, state, dialect), columnType(end, state, dialect)]
  const [was, is] = [overlap, end].map((field) => typeCheck(field, columnName(field), dialect))
  return fits(from, to) !== 'fits' || (is !== undefined && was !== is)
}

/** Stop where rows have values that the narrower column of a field would cut, round or refuse. */
export function guardLimits(rows: Rows, field: Field, state: ProjectState): readonly Step[] {
  const { dialect } = rows.site.options
  const type = columnType(field, state, dialect)
  const sql = type.kind === 'known' ? type.sql.toLowerCase() : ''
  const length = /^varchar\((\d+)\)$/.exec(sql)?.[1]
  if (length !== undefined) return [guardLength(rows, field, Number(length))]
  const digits = decimalDigits(field)
  if (digits !== undefined) return [guardDigits(rows, field, digits), guardPlaces(rows, field, digits)]
  const range = integerRange(field, sql, dialect)
  return range === undefined ? [] : [guardRange(rows, field, range)]
}

function guardLength(rows: Rows, field: Field, length: number): Step {
  const { build } = rows.write
  const name = freeName('length', rows.model, [])
  const measured = build.call('django.db.models.functions.Length', [build.string(field.name)])
  const query = [
    method(rows, 'annotate', { [name]: measured }),
    filter(rows, { [`${name}__gt`]: build.int(length) }),
  ]
  return guardValues(rows, field, { query, about: 'length', limit: `has more than ${length} characters` })
}

/** Of the integer types of Django's backends (`integer_field_ranges`, django/db/backends/<backend>/operations.py). */
const RANGES: Readonly<Record<string, readonly [bigint, bigint]>> = {
  smallint: [-32768n, 32767n],
  integer: [-2147483648n, 2147483647n],
  bigint: [-9223372036854775808n, 9223372036854775807n],
  'smallint unsigned': [0n, 65535n],
  'integer unsigned': [0n, 4294967295n],
  'bigint unsigned': [0n, 9223372036854775807n],
}

type Range = readonly [bigint, bigint]

function integerRange(field: Field, sql: string, dialect: Dialect): Range | undefined {
  const range = RANGES[sql]
  const isPositive = typeCheck(field, '', dialect) !== undefined
  return range && isPositive ? [0n, range[1]] : range
}

function guardRange(rows: Rows, field: Field, [low, high]: Range): Step {
  const { build } = rows.write
  const query = notIn(rows, field, build.int(low), build.int(high))
  return guardValues(rows, field, { query, about: 'range', limit: `is not between ${low} and ${high}` })
}

function guardDigits(rows: Rows, field: Field, { whole, places }: Digits): Step {
  const { build } = rows.write
  const most = `${'9'.repeat(whole) || '0'}${places === 0 ? '' : `.${'9'.repeat(places)}`}`
  const decimal = (text: string): Expression => build.call('decimal.Decimal', [build.string(text)])
  const query = notIn(rows, field, decimal(`-${most}`), decimal(most))
  return guardValues(rows, field, {
    query,
    about: 'digits',
    limit: `has more than ${whole} digits before the point`,
  })
}

function guardPlaces(rows: Rows, field: Field, { places }: Digits): Step {
  const { build } = rows.write
  const name = freeName('rounded', rows.model, [])
  const rounded = build.call('django.db.models.functions.Round', [build.string(field.name)], {
    precision: build.int(places),
  })
  const same = { [name]: build.call('django.db.models.F', [build.string(field.name)]) }
  const query = [
    notNull(rows, field),
    method(rows, 'annotate', { [name]: rounded }),
    method(rows, 'exclude', same),
  ]
  return guardValues(rows, field, { query, about: 'places', limit: `has more than ${places} decimal places` })
}

function notIn(rows: Rows, field: Field, low: Expression, high: Expression): readonly Call[] {
  const range = { [`${field.name}__range`]: rows.write.build.tuple([low, high]) }
  return [notNull(rows, field), method(rows, 'exclude', range)]
}

function notNull(rows: Rows, field: Field): Call {
  return filter(rows, { [`${field.name}__isnull`]: rows.write.build.boolean(false) })
}
