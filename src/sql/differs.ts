import type { Dialect } from '../core/dialect'

/** On SQLite there are no twins. */
export type TwinDialect = Exclude<Dialect, 'sqlite'>

/**
 * A condition that two values of one type differ, NULLs too, as the triggers of twins see it.
 *
 * @param comparesBytes for text whose collation takes values for equal that are not the same: `abc` and `ABC`
 */
export function differs(left: string, right: string, dialect: TwinDialect, comparesBytes: boolean): string {
  if (dialect === 'postgresql') {
    const bytes = comparesBytes ? '::text COLLATE "C"' : ''
    return `${left}${bytes} IS DISTINCT FROM ${right}${bytes}`
  }
  return comparesBytes
    ? `NOT (CAST(${left} AS BINARY) <=> CAST(${right} AS BINARY))`
    : `NOT (${left} <=> ${right})`
}
