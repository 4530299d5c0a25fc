import type { Dialect } from '../core/dialect'
import { quoteName } from '../core/quote'
import type { Index, IndexSql, KeyPart, Unique, UniqueSql } from '../django/schema'

/**
 * What follows the table in `CREATE INDEX name ON table`; undefined where only Django knows, or not even its parts are known.
 * Source: `sql_create_index` of django/db/backends/{base,postgresql}/schema.py
 */
export function indexDefinition(index: Index, dialect: Dialect): string | undefined {
  if (index.source !== undefined && index.sql === undefined) return undefined
  const method = index.method === undefined ? '' : ` USING ${index.method}`
  const sql = index.sql ?? { parts: index.parts.map((part) => keyPartText(part, dialect)) }
  return sql.parts.length === 0 ? undefined : `${method} ${indexText(sql)}`
}

/** The key of a unique rule, as an index and as a constraint say it. */
export interface UniqueKey {
  readonly index: string
  readonly constraint: string
  /** With a space before, or nothing. */
  readonly deferrable: string
}

/**
 * Undefined where only Django knows.
 * Source: `sql_create_unique` and `sql_create_unique_index` of django/db/backends/base/schema.py
 */
export function uniqueKey({ columns, source, sql }: Unique, dialect: Dialect): UniqueKey | undefined {
  if (source !== undefined && sql === undefined) return undefined
  const text: UniqueSql = sql ?? { parts: columns.map((column) => quoteName(column, dialect)) }
  const { parts, deferrable } = text
  if (parts.length === 0) return undefined
  return {
    index: indexText(text),
    constraint: [nullsText(text), `(${parts.join(', ')})`].filter((part) => part !== '').join(' '),
    deferrable: deferrable === undefined ? '' : ` DEFERRABLE INITIALLY ${deferrable.toUpperCase()}`,
  }
}

/** A key part that is a column: `"name" varchar_pattern_ops DESC`. */
export function keyPartText({ column, opclass, descending }: KeyPart, dialect: Dialect): string {
  const parts = [quoteName(column, dialect), opclass, descending === true ? 'DESC' : undefined]
  return parts.filter((part) => part !== undefined).join(' ')
}

function indexText(sql: IndexSql): string {
  const parts = [
    `(${sql.parts.join(', ')})`,
    sql.include === undefined ? '' : `INCLUDE (${sql.include.join(', ')})`,
    nullsText(sql),
    sql.with === undefined ? '' : `WITH (${sql.with})`,
    sql.where === undefined ? '' : `WHERE ${sql.where}`,
  ]
  return parts.filter((part) => part !== '').join(' ')
}

function nullsText({ nullsDistinct }: IndexSql): string {
  if (nullsDistinct === undefined) return ''
  return nullsDistinct ? 'NULLS DISTINCT' : 'NULLS NOT DISTINCT'
}
