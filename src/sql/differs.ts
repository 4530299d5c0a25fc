import type { Dialect } from '../core/dialect'

/**
 * A condition that two values of one type differ, NULLs too: what triggers and copies of rows both ask.
 *
 * @param comparesBytes for text whose collation takes some values for equal that are not the same, `abc` and `ABC`
 */
export function differs(left: string, right: string, dialect: Dialect, comparesBytes = false): string {
  switch (dialect) {
    case 'postgresql': {
      const [one, other] = [left, right].map((value) =>
        comparesBytes ? `${value}::text COLLATE "C"` : value,
      )
      return `${one ?? left} IS DISTINCT FROM ${other ?? right}`
    }
    case 'mysql':
    case 'mariadb':
      return comparesBytes ? `NOT (BINARY ${left} <=> BINARY ${right})` : `NOT (${left} <=> ${right})`
    case 'sqlite':
      return `${left} IS NOT ${right}`
  }
}
