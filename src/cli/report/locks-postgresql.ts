import type { Change } from '../../django/changes'
import { table } from './lock'
import type { Found, Lock, Locked, LockTime } from './lock'

/**
 * What a statement of PostgreSQL locks, by what it changes.
 * @param all the statements of the whole half: what is validated first need not be looked through again
 * Sources: https://www.postgresql.org/docs/current/explicit-locking.html and the page of each statement.
 */
export function postgresqlLocks(sql: string, changes: readonly Change[], all: readonly string[] = []): Found {
  const words = flat(sql)
  const named = lockTable(words) ?? validate(words)
  if (named !== undefined) return named
  const found = changes.map((change) => lockOf(change, words, validatedIn(all)))
  return found.includes(undefined) ? undefined : found.flatMap((each) => each ?? [])
}

const NAME = /"(?:[^"]|"")*"|[\w.]+/g

/** `LOCK TABLE "a", "b" IN SHARE ROW EXCLUSIVE MODE`, as bgsplit writes it. */
function lockTable(sql: string): Found {
  const [, tables, mode] = /^LOCK TABLE (.*) IN ([A-Z ]+) MODE$/.exec(sql) ?? []
  if (tables === undefined || mode === undefined) return undefined
  return namesIn(tables).map((name) => ({ on: table(name), lock: mode, while: 'moment' }))
}

/** Reads all rows, while they are read and written by others. */
function validate(sql: string): Found {
  const name = /^ALTER TABLE (?:ONLY )?("(?:[^"]|"")*") VALIDATE CONSTRAINT /.exec(sql)?.[1]
  if (name === undefined) return undefined
  return namesIn(name).map((each) => ({ on: table(each), lock: 'SHARE UPDATE EXCLUSIVE', while: 'beside' }))
}

function validatedIn(all: readonly string[]): ReadonlySet<string> {
  return new Set(all.flatMap((sql) => validate(flat(sql)) ?? []).map(({ on }) => on.name))
}

function flat(sql: string): string {
  return sql.replaceAll(/\s+/g, ' ').trim()
}

function namesIn(text: string): readonly string[] {
  return (text.match(NAME) ?? []).map((name) => name.replaceAll(/^"|"$/g, ''))
}

function lockOf(change: Change, sql: string, validated: ReadonlySet<string>): Found {
  const isOnline = /\bCONCURRENTLY\b/.test(sql)
  switch (change.kind) {
    case 'create-table':
      return change.table.foreignKeys.map(({ toTable }) => rowExclusive(toTable, 'moment'))
    case 'add-index':
      return [isOnline ? updateExclusive(change.table) : share(change.table)]
    case 'drop-index':
      if (isOnline) return []
      return [indexLock(change)]
    case 'add-unique':
    case 'add-exclusion':
    case 'set-primary-key':
      return [isOnline ? updateExclusive(change.table) : exclusive(change.table, 'index')]
    case 'add-check':
      return [exclusive(change.table, isNotValid(sql) ? 'moment' : 'scan')]
    case 'add-foreign-key':
      return [change.table, change.foreignKey.toTable].map((name) =>
        rowExclusive(name, isNotValid(sql) ? 'moment' : 'scan'),
      )
    case 'add-twin':
      return [rowExclusive(change.table, 'moment')]
    case 'settle-views':
      return change.views.map((view) => exclusive(view.table, 'moment'))
    case 'unsettle-views':
      return change.views.map(({ name }) => exclusive(name, 'moment'))
    case 'set-column':
    case 'alter-column':
      return [alteration(change, sql, validated)]
    case 'add-column':
      return [exclusive(change.table, change.column.generated?.stored === true ? 'rewrite' : 'moment')]
    case 'drop-table':
    case 'rename-table':
    case 'drop-column':
    case 'use-index':
    case 'drop-constraint':
    case 'settle-twin':
    case 'swap-columns':
    case 'rename-constraint':
      return [exclusive(change.table, 'moment')]
    case 'set-table-comment':
      return [updateExclusive(change.table)]
    case 'create-view':
    case 'drop-view':
    case 'rename-index':
      return []
    default:
      return undefined
  }
}

type Alteration = Extract<Change, { readonly kind: 'set-column' | 'alter-column' }>

/** `SET NOT NULL` reads all rows, but where a check that is valid says so already (PostgreSQL 12 and later). */
function alteration({ table: name }: Alteration, sql: string, validated: ReadonlySet<string>): Lock {
  if (sql.startsWith('COMMENT ON ')) return updateExclusive(name)
  if (sql.includes(' TYPE ')) return exclusive(name, 'rewrite')
  const reads = / SET NOT NULL\b/.test(sql) && !validated.has(name)
  return exclusive(name, reads ? 'scan' : 'moment')
}

function indexLock({ table: name, name: index }: Extract<Change, { readonly kind: 'drop-index' }>): Lock {
  const on: Locked = name === undefined ? { kind: 'index', name: index } : table(name)
  return { on, lock: 'ACCESS EXCLUSIVE', while: 'moment' }
}

function isNotValid(sql: string): boolean {
  return / NOT VALID\b/.test(sql)
}

function exclusive(name: string, time: LockTime): Lock {
  return { on: table(name), lock: 'ACCESS EXCLUSIVE', while: time }
}

function rowExclusive(name: string, time: LockTime): Lock {
  return { on: table(name), lock: 'SHARE ROW EXCLUSIVE', while: time }
}

function share(name: string): Lock {
  return { on: table(name), lock: 'SHARE', while: 'index' }
}

function updateExclusive(name: string): Lock {
  return { on: table(name), lock: 'SHARE UPDATE EXCLUSIVE', while: 'beside' }
}
