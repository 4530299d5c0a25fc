import type { Dialect } from '../../core/dialect'
import { quoteColumn } from '../../core/quote'
import { isMysql } from '../backends/features'
import type { IndexSql } from '../schema'

/** Strings, in which nothing is a name, and quoted names. */
const DOUBLE = /[eE]'(?:[^'\\]|''|\\[\s\S])*'|'(?:[^']|'')*'|"[^"]*"/g
const BACKTICK = /'(?:[^'\\]|''|\\[\s\S])*'|"(?:[^"\\]|""|\\[\s\S])*"|`[^`]*`/g

/** SQL in which a column that it quotes has another name. */
export function renamedSql(sql: string, from: string, to: string, dialect: Dialect): string {
  const [old, renamed] = [quoteColumn(from, dialect), quoteColumn(to, dialect)]
  return sql.replace(isMysql(dialect) ? BACKTICK : DOUBLE, (part) => (part === old ? renamed : part))
}

export function renamedIndexSql<T extends IndexSql>(sql: T, from: string, to: string, dialect: Dialect): T {
  const rename = (text: string): string => renamedSql(text, from, to, dialect)
  return {
    ...sql,
    parts: sql.parts.map(rename),
    ...(sql.include && { include: sql.include.map(rename) }),
    ...(sql.where !== undefined && { where: rename(sql.where) }),
  }
}
