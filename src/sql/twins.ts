import { copiesOver } from '../django/apply-twin'
import type { Change } from '../django/changes'
import * as mysql from './twin-mysql'
import * as postgresql from './twin-postgresql'
import type { Terms } from './terms'

type ChangeOf<K extends Change['kind']> = Extract<Change, { readonly kind: K }>
type TwinChange = ChangeOf<'add-twin' | 'drop-twin' | 'settle-twin' | 'swap-columns'>

/** What is done to two columns that triggers keep equal; undefined on SQLite. */
export function twinStatements(terms: Terms, change: TwinChange): readonly string[] | undefined {
  if (terms.dialect === 'sqlite') return undefined
  return terms.dialect === 'postgresql' ? onPostgresql(terms, change) : onMysql(terms, change)
}

function onPostgresql({ rerunnable }: Terms, change: TwinChange): readonly string[] | undefined {
  switch (change.kind) {
    case 'add-twin':
      return postgresql.addTwin(change.table, change.twin, rerunnable)
    case 'drop-twin':
      return change.table === undefined
        ? undefined
        : postgresql.dropTwin(change.table, change.twin.name, rerunnable)
    case 'settle-twin':
      return postgresql.settleTwin(change.table, change.twin)
    case 'swap-columns':
      return postgresql.swapColumns(change.table, change.one, change.other)
  }
}

function onMysql({ rerunnable, dialect, before }: Terms, change: TwinChange): readonly string[] {
  switch (change.kind) {
    case 'add-twin':
      return mysql.addTwin(change.table, change.twin, rerunnable, dialect)
    case 'drop-twin':
      return mysql.dropTwin(change.twin.name, rerunnable)
    case 'settle-twin': {
      const copies = copiesOver(before.tables.get(change.table), change.twin.twin)
      return mysql.settleTwin(change.table, change.twin, copies, dialect)
    }
    case 'swap-columns':
      return mysql.swapColumns(change.table, change.one, change.other, dialect)
  }
}
