import { quoteColumn, quoteName } from '../core/quote'
import type { Dialect } from '../core/dialect'
import type { Copy } from '../plan/row-function'
import { printString } from '../python/print'
import { spellTarget } from '../python/print-scope'
import { differs } from '../sql/differs'
import { columns } from './comments'
import { docstring, only, type Target } from './function-text'
import { printStatement } from './print-step'
import { render } from './render'

/**
 * How a row is locked that is about to be written. On PostgreSQL rows that point at it may come and go meanwhile:
 * https://www.postgresql.org/docs/current/explicit-locking.html#LOCKING-ROWS
 */
const LOCK: Readonly<Record<Exclude<Dialect, 'sqlite'>, string>> = {
  postgresql: 'FOR NO KEY UPDATE',
  mysql: 'FOR UPDATE',
  mariadb: 'FOR UPDATE',
}

/** The text of a function that copies a column to its twin. SQLite has no twins. */
export function copyText(copy: Copy, { scope, style, onlyOn }: Target): string {
  const { name, table, from, to, dialect } = copy
  if (dialect === 'sqlite') throw new Error(`${table} has no twin on SQLite`)
  const site = { scope, style, column: columns(style.indent) }
  const purpose = [
    `Copy ${from} to ${to} in every row of ${table}, 1,000 rows at a time.`,
    'Rows that others have locked are left for a later round: they may be waiting for one another.',
  ]
  const { unequal, after, batch, update } = statements(copy)
  return render('copy-rows.py.ejs', {
    name,
    docstring: docstring(purpose.join(' '), style),
    unequal: printStatement(unequal, site, '('),
    after: printString(after),
    batch: printStatement(`${batch} ${LOCK[dialect]}`, site, '('),
    update: printStatement(update, site, '('),
    mayLackSkipLocked: dialect !== 'postgresql',
    atomic: spellTarget('django.db.transaction.atomic', scope),
    sleep: spellTarget('time.sleep', scope),
    ...only(onlyOn),
  })
}

/** Statements that are run with parameters, for which `%` in a name is doubled. */
function statements({ dialect, comparesBytes, ...copy }: Copy) {
  const table = quoteName(copy.table, dialect).replaceAll('%', '%%')
  const [key, from, to] = [copy.key, copy.from, copy.to].map((each) =>
    quoteColumn(each, dialect).replaceAll('%', '%%'),
  ) as [string, string, string]
  return {
    unequal: `SELECT ${key} FROM ${table} WHERE ${differs(to, from, dialect, comparesBytes)}`,
    after: ` AND ${key} > %s`,
    batch: ` ORDER BY ${key} LIMIT 1000`,
    update: `UPDATE ${table} SET ${to} = ${from} WHERE ${key} IN`,
  }
}
