import type { Dialect } from '../core/dialect'

/**
 * A string literal. PostgreSQL and SQLite double the quote and take everything else as it is
 * (`standard_conforming_strings`); MySQL also reads backslashes.
 */
export function quoteString(value: string, dialect: Dialect): string {
  const doubled = value.replaceAll("'", "''")
  const backslashes = dialect === 'mysql' || dialect === 'mariadb'
  return `'${backslashes ? doubled.replaceAll('\\', '\\\\') : doubled}'`
}
