import type { ColumnType } from '../django/schema'

/** Whether a column of type `actual` can hold and give back whatever code that expects `expected` writes. */
export type Fit = 'fits' | 'shorter' | 'differs'

export function fits(expected: ColumnType, actual: ColumnType): Fit {
  if (expected.kind === 'unknown' || actual.kind === 'unknown') return unknownFit(expected, actual)
  const [wanted, there] = [normal(expected.sql), normal(actual.sql)]
  if (wanted === there) return 'fits'
  return textFit(wanted, there) ?? integerFit(wanted, there) ?? decimalFit(wanted, there) ?? 'differs'
}

function unknownFit(expected: ColumnType, actual: ColumnType): Fit {
  if (expected.kind === 'known' || actual.kind === 'known') return 'differs'
  return expected.className === actual.className ? 'fits' : 'differs'
}

function normal(sql: string): string {
  return sql
    .toLowerCase()
    .replace(/ auto_increment| identity/, '')
    .replace(/\s+/g, ' ')
}

/** The longest text a type takes; undefined where it is no text. */
function textLength(sql: string): number | undefined {
  if (sql === 'varchar' || sql === 'text' || sql === 'longtext') return Infinity
  const length = /^varchar\((\d+)\)$/.exec(sql)?.[1]
  return length === undefined ? undefined : Number(length)
}

function textFit(wanted: string, there: string): Fit | undefined {
  return order(textLength(wanted), textLength(there))
}

const INTEGERS = ['smallint', 'integer', 'bigint']

/** Integers by size. An unsigned one (MySQL) is held by a larger unsigned or a larger signed one, and holds no sign. */
function integerFit(wanted: string, there: string): Fit | undefined {
  const [want, have] = [integer(wanted), integer(there)]
  if (want === undefined || have === undefined) return undefined
  if (want.unsigned === have.unsigned) return order(want.rank, have.rank)
  return want.unsigned ? order(want.rank + 1, have.rank) : 'shorter'
}

function integer(sql: string): { readonly rank: number; readonly unsigned: boolean } | undefined {
  const rank = INTEGERS.indexOf(sql.replace(' unsigned', ''))
  return rank < 0 ? undefined : { rank, unsigned: sql.endsWith(' unsigned') }
}

function order(wanted: number | undefined, there: number | undefined): Fit | undefined {
  if (wanted === undefined || there === undefined) return undefined
  return there >= wanted ? 'fits' : 'shorter'
}

function decimalFit(wanted: string, there: string): Fit | undefined {
  const [want, have] = [decimal(wanted), decimal(there)]
  if (want === undefined || have === undefined) return undefined
  const whole = have.digits - have.places >= want.digits - want.places
  return whole && have.places >= want.places ? 'fits' : 'shorter'
}

function decimal(sql: string): { digits: number; places: number } | undefined {
  const match = /^numeric\((\d+), ?(\d+)\)$/.exec(sql)
  return match ? { digits: Number(match[1]), places: Number(match[2]) } : undefined
}
