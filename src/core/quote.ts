import type { Dialect } from './dialect'

/**
 * A table, column or constraint name as Django writes it for this database. A name that is quoted already
 * (`"hr"."staff"`) is let through, and nothing is doubled: what Django made must be found under its own name.
 * Source: `quote_name` in django/db/backends/{postgresql,mysql,sqlite3}/operations.py
 */
export function quoteName(name: string, dialect: Dialect): string {
  const mark = quoteMark(dialect)
  return name.startsWith(mark) && name.endsWith(mark) ? name : quoteColumn(name, dialect)
}

/** A column's name as text of SQL, whatever is in it; one that holds quotes of its own is not to get here. */
export function quoteColumn(column: string, dialect: Dialect): string {
  const mark = quoteMark(dialect)
  return mark + column + mark
}

export function quoteMark(dialect: Dialect): '"' | '`' {
  return dialect === 'mysql' || dialect === 'mariadb' ? '`' : '"'
}
