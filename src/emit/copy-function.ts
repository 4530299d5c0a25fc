import { quoteName } from '../core/quote'
import type { Copy } from '../plan/row-function'
import { printString } from '../python/print'
import { spellTarget } from '../python/print-scope'
import { differs, type TwinDialect } from '../sql/differs'
import { quoteIdentifier } from '../sql/quote'
import { columns } from './comments'
import { docstring, only, type Target } from './function-text'
import { printStatement } from './print-step'
import { wrapComment } from './python-text'
import { render } from './render'

/**
 * How a row is locked that is about to be written. On PostgreSQL rows that point at it may come and go meanwhile:
 * https://www.postgresql.org/docs/current/explicit-locking.html#LOCKING-ROWS
 */
const LOCK: Readonly<Record<TwinDialect, string>> = {
  postgresql: 'FOR NO KEY UPDATE',
  mysql: 'FOR UPDATE',
  mariadb: 'FOR UPDATE',
}

/**
 * A scan of a whole table stops at each row that somebody has locked, whether it is to be written or not, where the
 * isolation level is REPEATABLE READ: https://dev.mysql.com/doc/refman/8.4/en/innodb-transaction-isolation-levels.html
 */
const BY_KEY: Readonly<Record<TwinDialect, string>> = {
  postgresql: '',
  mysql: ' FORCE INDEX (PRIMARY)',
  mariadb: ' FORCE INDEX (PRIMARY)',
}

const DETAILS =
  'Rows that others have locked are left for a later round, so that this never waits for them and they' +
  ' never for long. Triggers keep the two equal in rows that are written meanwhile.'

const WHEN_TO_WAIT =
  'Where each batch is a transaction of its own. In one for all, whoever holds a row may be waiting for an' +
  ' earlier batch, and the database has to notice.'

/**
 * The text of a function that copies a column to its twin. Each batch is a transaction of its own, unless the whole
 * migration is one.
 */
export function copyText(copy: Copy, { scope, style, onlyOn }: Target): string {
  const site = { scope, style, column: columns(style.indent) }
  const { unequal, after, batch, update, among } = statements(copy)
  return render('copy-rows.py.ejs', style, {
    name: copy.name,
    docstring: docstring(
      `Copy ${copy.from} to ${copy.to} in all rows of ${copy.table}, 1,000 at a time.`,
      style,
      DETAILS,
    ),
    unequal: printStatement(unequal, site, '('),
    after: printString(after),
    batch: printStatement(batch, site, '('),
    among: printString(among),
    problem: printString(`Another trigger of ${copy.table} writes ${copy.from} or ${copy.to}.`),
    update: printStatement(update, site, '('),
    whenToWait: wrapComment(WHEN_TO_WAIT, style.lineLength - site.column),
    mayLackSkipLocked: copy.dialect !== 'postgresql',
    atomic: spellTarget('django.db.transaction.atomic', scope),
    sleep: spellTarget('time.sleep', scope),
    ...only(onlyOn),
  })
}

/** Statements that are run with parameters, for which `%` in a name is doubled. */
function statements({ dialect, comparesBytes, ...copy }: Copy) {
  const name = (column: string): string => escaped(quoteIdentifier(column, dialect))
  const [table, key, from, to] = [
    escaped(quoteName(copy.table, dialect)),
    name(copy.key),
    name(copy.from),
    name(copy.to),
  ] as const
  return {
    unequal: `SELECT ${key} FROM ${table} WHERE ${differs(to, from, dialect, comparesBytes)}`,
    after: ` AND ${key} > %s`,
    among: ` AND ${key} IN`,
    batch: ` ORDER BY ${key} LIMIT 1000 ${LOCK[dialect]}`,
    update: `UPDATE ${table}${BY_KEY[dialect]} SET ${to} = ${from} WHERE ${key} IN`,
  }
}

function escaped(sql: string): string {
  return sql.replaceAll('%', '%%')
}
