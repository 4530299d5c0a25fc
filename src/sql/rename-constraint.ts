import { quoteName } from '../core/quote'
import { dollarQuoted, quoteIdentifier, quoteString } from './quote'

/**
 * PostgreSQL: a constraint under another name, and nothing else of it. `again`: only where it has its old one, for which
 * there are no words in the statement itself.
 */
export function renameConstraint(table: string, name: string, to: string, again: boolean): string {
  const relation = quoteName(table, 'postgresql')
  const [from, into] = [name, to].map((each) => quoteIdentifier(each, 'postgresql'))
  const rename = `ALTER TABLE ${relation} RENAME CONSTRAINT ${from ?? ''} TO ${into ?? ''}`
  if (!again) return rename
  const isThere =
    `conrelid = to_regclass(${quoteString(relation, 'postgresql')})` +
    ` AND conname = ${quoteString(name, 'postgresql')}`
  const lines = [
    'BEGIN',
    `  IF EXISTS (SELECT 1 FROM pg_catalog.pg_constraint WHERE ${isThere}) THEN`,
    `    ${rename};`,
    '  END IF;',
    'END',
  ]
  return `DO ${dollarQuoted(lines)}`
}
