import type { Dialect } from '../core/dialect'
import { quoteMark } from '../core/quote'

/**
 * A string literal. PostgreSQL and SQLite double the quote and take everything else as it is
 * (`standard_conforming_strings`); MySQL also reads backslashes.
 */
export function quoteString(value: string, dialect: Dialect): string {
  const doubled = value.replaceAll("'", "''")
  const backslashes = dialect === 'mysql' || dialect === 'mariadb'
  return `'${backslashes ? doubled.replaceAll('\\', '\\\\') : doubled}'`
}

/** A name as SQL reads it, whatever is in it. */
export function quoteIdentifier(name: string, dialect: Dialect): string {
  const mark = quoteMark(dialect)
  return mark + name.replaceAll(mark, mark + mark) + mark
}

/** Lines between dollar signs, with a tag that is in none of them. */
export function dollarQuoted(lines: readonly string[]): string {
  const body = lines.join('\n')
  let tag = '$bgsplit$'
  for (let number = 1; body.includes(tag); number++) tag = `$bgsplit${number}$`
  return `${tag}\n${body}\n${tag}`
}
