import type { Dialect } from '../../core/dialect'

/** A column's name as text of SQL; one that holds quotes of its own is not to get here. */
export function quoteColumn(column: string, dialect: Dialect): string {
  const mark = dialect === 'mysql' || dialect === 'mariadb' ? '`' : '"'
  return mark + column + mark
}
