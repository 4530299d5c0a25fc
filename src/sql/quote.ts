import type { Dialect } from '../core/dialect'

/**
 * A table, column or constraint name as Django writes it for this database. A name that is quoted already
 * (`"hr"."staff"`) is let through, and nothing is doubled: what Django made must be found under its own name.
 * Source: `quote_name` in django/db/backends/{postgresql,mysql,sqlite3}/operations.py
 */
export function quoteName(name: string, dialect: Dialect): string {
  const mark = quoteMark(dialect)
  return name.startsWith(mark) && name.endsWith(mark) ? name : mark + name + mark
}

export function quoteMark(dialect: Dialect): '"' | '`' {
  return dialect === 'mysql' || dialect === 'mariadb' ? '`' : '"'
}

/**
 * A string literal. PostgreSQL and SQLite double the quote and take everything else as it is
 * (`standard_conforming_strings`); MySQL also reads backslashes.
 */
export function quoteString(value: string, dialect: Dialect): string {
  const doubled = value.replaceAll("'", "''")
  const backslashes = dialect === 'mysql' || dialect === 'mariadb'
  return `'${backslashes ? doubled.replaceAll('\\', '\\\\') : doubled}'`
}
