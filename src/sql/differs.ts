import type { Dialect } from '../core/dialect'
import { isMysql } from '../django/backends/features'
import type { Column } from '../django/schema'

/** On SQLite there are no twins. */
export type TwinDialect = Exclude<Dialect, 'sqlite'>

/**
 * A condition that two values of one type are the same, NULLs too: for triggers of twins, and for copies of rows.
 *
 * @param comparesBytes for text whose collation takes values for equal that are not the same: `abc` and `ABC`
 */
export function isSame(left: string, right: string, dialect: TwinDialect, comparesBytes = false): string {
  const [one, other] = operands(left, right, dialect, comparesBytes)
  return dialect === 'postgresql' ? `${one} IS NOT DISTINCT FROM ${other}` : `${one} <=> ${other}`
}

/** A condition that they are not. */
export function differs(left: string, right: string, dialect: TwinDialect, comparesBytes = false): string {
  const [one, other] = operands(left, right, dialect, comparesBytes)
  return dialect === 'postgresql' ? `${one} IS DISTINCT FROM ${other}` : `NOT (${one} <=> ${other})`
}

function operands(left: string, right: string, dialect: TwinDialect, bytes: boolean): [string, string] {
  if (!bytes) return [left, right]
  return dialect === 'postgresql'
    ? [`${left}::text COLLATE "C"`, `${right}::text COLLATE "C"`]
    : [`CAST(${left} AS BINARY)`, `CAST(${right} AS BINARY)`]
}

/**
 * Whether values of a column may differ and be equal to the database all the same, so that a trigger does not see that
 * one became the other: text in the eyes of its collation, 1.0 and 1 in jsonb, '24 hours' and '1 day'.
 */
export function hidesChanges({ type, collation }: Column, dialect: Dialect): boolean {
  if (type.kind === 'unknown') return true
  if (isMysql(dialect)) return /char|text/i.test(type.sql)
  return collation !== undefined || /citext|json|interval/i.test(type.sql)
}
