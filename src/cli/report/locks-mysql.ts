import type { Change } from '../../django/changes'
import { table } from './lock'
import type { Found, Lock, LockTime } from './lock'

/**
 * What a statement of MySQL or MariaDB locks: each that changes a table takes its metadata lock, and some copy it.
 * Said is what holds for both of them and every version; what else depends on those is left out.
 * https://dev.mysql.com/doc/refman/8.4/en/innodb-online-ddl-operations.html
 */
export function mysqlLocks(sql: string, changes: readonly Change[]): Found {
  const named = lockTables(sql)
  if (named !== undefined) return named
  const all = changes.map(lockOf)
  return all.includes(undefined) ? undefined : all.flatMap((each) => each ?? [])
}

/** `LOCK TABLES a WRITE, b WRITE` */
function lockTables(sql: string): Found {
  const tables = /^LOCK TABLES (.*)$/s.exec(sql.trim())?.[1]
  return tables?.split(',').map((each) => {
    const name = each
      .trim()
      .replace(/ (?:WRITE|READ)$/, '')
      .replaceAll(/^`|`$/g, '')
    return { on: table(name), lock: 'metadata lock', while: 'moment' }
  })
}

function lockOf(change: Change): Found {
  switch (change.kind) {
    case 'create-table':
      return change.table.foreignKeys.map(({ toTable }) => metadata(toTable, 'moment'))
    case 'add-foreign-key':
    case 'add-check':
      return [metadata(change.table, 'copy')]
    case 'alter-column':
      return undefined
    case 'add-index':
    case 'add-unique':
    case 'add-column':
    case 'drop-column':
    case 'set-column':
    case 'drop-constraint':
    case 'settle-twin':
    case 'swap-columns':
      return [metadata(change.table, 'beside')]
    case 'settle-views':
      return change.views.map((view) => metadata(view.table, 'moment'))
    case 'unsettle-views':
      return change.views.map(({ name }) => metadata(name, 'moment'))
    case 'create-view':
    case 'drop-view':
      return []
    case 'drop-table':
    case 'rename-table':
    case 'add-twin':
      return [metadata(change.table, 'moment')]
    default:
      return undefined
  }
}

function metadata(name: string, time: LockTime): Lock {
  return { on: table(name), lock: 'metadata lock', while: time }
}
