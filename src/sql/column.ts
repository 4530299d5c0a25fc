import type { Dialect } from '../core/dialect'
import { quoteName } from '../core/quote'
import type { Column } from '../django/schema'
import { defaultSql } from './default'
import { CAPABILITIES } from './dialect'
import type { ColumnRules } from './inline'
import { quoteString } from './quote'

/**
 * A column as CREATE TABLE, ADD COLUMN and MODIFY take it, in the order of Django's `_iter_column_sql`: type, collation,
 * comment, default, NULL, key, check, suffix. Undefined where static reading cannot write a part of it.
 */
export function columnDefinition(column: Column, rules: ColumnRules, dialect: Dialect): string | undefined {
  if (column.type.kind === 'unknown' || column.generated !== undefined) return undefined
  const value = column.default && defaultSql(column.default, dialect)
  if (column.default !== undefined && value === undefined) return undefined
  const checks = rules.checks.map((check) => check.sql)
  if (checks.includes(undefined)) return undefined
  const { identity } = CAPABILITIES[dialect]
  const parts = [
    quoteName(column.name, dialect),
    column.type.sql,
    collate(column.collation, dialect),
    inlineComment(column, dialect),
    value === undefined ? '' : `DEFAULT ${value}`,
    column.nullable ? 'NULL' : 'NOT NULL',
    rules.primaryKey ? 'PRIMARY KEY' : rules.unique ? 'UNIQUE' : '',
    ...checks.map((check) => `CHECK (${check ?? ''})`),
    column.identity && !column.type.sql.endsWith(identity) ? identity : '',
  ]
  return parts.filter((part) => part !== '').join(' ')
}

/** Source: `_collate_sql` of each schema editor: only SQLite's does not quote. */
export function collate(name: string | undefined, dialect: Dialect): string {
  if (name === undefined) return ''
  return `COLLATE ${dialect === 'sqlite' ? name : quoteName(name, dialect)}`
}

function inlineComment(column: Column, dialect: Dialect): string {
  if (column.comment === undefined || CAPABILITIES[dialect].comments !== 'inline') return ''
  return `COMMENT ${quoteString(column.comment, dialect)}`
}

/** The statement that gives a column its comment, where that is no part of its definition; none where it has none. */
export function commentOn(table: string, { name, comment }: Column, dialect: Dialect): readonly string[] {
  return comment === undefined ? [] : commentAs(table, name, comment, dialect)
}

/** As `commentOn`; without a comment it takes away what is there. */
export function commentAs(
  table: string,
  column: string,
  comment: string | undefined,
  dialect: Dialect,
): readonly string[] {
  if (CAPABILITIES[dialect].comments !== 'statement') return []
  const text = comment === undefined ? 'NULL' : quoteString(comment, dialect)
  return [`COMMENT ON COLUMN ${quoteName(table, dialect)}.${quoteName(column, dialect)} IS ${text}`]
}
