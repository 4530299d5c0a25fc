import type { Dialect } from '../core/dialect'
import { quoteName } from '../core/quote'

/**
 * Holds off who writes to these tables, one after the other, to the end of the transaction: who reads goes on.
 * Outside a transaction PostgreSQL refuses it; MySQL's LOCK TABLES would end one, and SQLite has one lock for all.
 */
export function lockTables(tables: readonly string[], dialect: Dialect): readonly string[] {
  if (dialect !== 'postgresql' || tables.length === 0) return []
  return [
    `LOCK TABLE ${tables.map((name) => quoteName(name, dialect)).join(', ')} IN SHARE ROW EXCLUSIVE MODE`,
  ]
}
