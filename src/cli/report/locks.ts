import type { Dialect } from '../../core/dialect'
import type { Change } from '../../django/changes'
import type { Operation } from '../../django/operation'
import type { Step } from '../../plan/plan'
import { readSql } from '../../sql/read'
import { table } from './lock'
import type { Found, Lock, Locks } from './lock'
import { djangoLocks } from './locks-django'
import { mysqlLocks } from './locks-mysql'
import { postgresqlLocks } from './locks-postgresql'

/** A half of a split, as far as its locks go. */
export interface Half {
  readonly steps: readonly Step[]
  readonly app: string
  readonly dialect: Dialect
  readonly atomic: boolean
}

/**
 * What steps of a plan lock, statement by statement as their SQL is read back. Of what Django does no more is said than
 * holds for each of its operations.
 */
export function locksOf(half: Half): Locks {
  const operations = half.steps.flatMap(({ operation }) => innermost(operation))
  if (half.dialect === 'sqlite')
    return { locks: operations.length === 0 ? [] : [WHOLE_DATABASE], isPart: false }
  const all = operations.map((operation) => found(operation, operations, half))
  return {
    locks: strongest([...all.flatMap((each) => each ?? []), ...targetLocks(operations, half)]),
    isPart: all.includes(undefined),
  }
}

/** https://www.sqlite.org/lockingv3.html */
const WHOLE_DATABASE: Lock = { on: { kind: 'database', name: '' }, lock: 'RESERVED', while: 'migration' }

function innermost(operation: Operation): readonly Operation[] {
  return operation.kind === 'SeparateDatabaseAndState'
    ? operation.databaseOperations.flatMap(innermost)
    : [operation]
}

function found(operation: Operation, all: readonly Operation[], half: Half): Found {
  if (operation.kind === 'RunPython') return rowsOf(operation, half)
  if (operation.kind !== 'RunSQL') return djangoLocks(operation, half.app, half.dialect)
  if (operation.sql === undefined) return undefined
  const statements = all.flatMap((each) => (each.kind === 'RunSQL' ? (each.sql ?? []) : []))
  const locks = operation.sql.map((sql) => {
    const changes = readSql(sql, half.dialect)
    return half.dialect === 'postgresql'
      ? postgresqlLocks(sql, changes, statements)
      : mysqlLocks(sql, changes)
  })
  return locks.includes(undefined) ? undefined : locks.flatMap((each) => each ?? [])
}

/** Ours fill, copy and look at rows; they hold no lock on a table. */
function rowsOf(operation: Operation, { steps, atomic }: Half): Found {
  const made = steps.find((each) => each.operation === operation)?.rowFunction
  if (made === undefined) return undefined
  if (made.kind !== 'fill' && made.kind !== 'copy') return []
  return [{ on: table(made.table), lock: 'rows', while: atomic ? 'migration' : 'rows' }]
}

/**
 * To let go of a foreign key PostgreSQL locks what it points at as strongly as its table. Which keys go with a column or
 * a table is told by what the way back adds.
 */
function targetLocks(operations: readonly Operation[], { dialect }: Half): readonly Lock[] {
  if (dialect !== 'postgresql') return []
  const read = (sql: readonly string[] | undefined): readonly Change[] =>
    (sql ?? []).flatMap((each) => readSql(each, dialect))
  const forward = operations.flatMap((each) => (each.kind === 'RunSQL' ? read(each.sql) : []))
  const reverse = operations.flatMap((each) => (each.kind === 'RunSQL' ? read(each.reverseSql) : []))
  const losing = new Set(forward.flatMap(losingKeys))
  return reverse
    .flatMap(keysAdded)
    .filter(({ from }) => losing.has(from))
    .map(({ to }) => ({ on: table(to), lock: 'ACCESS EXCLUSIVE', while: 'moment' }))
}

function losingKeys(change: Change): readonly string[] {
  const isLosing = ['drop-table', 'drop-column', 'drop-constraint'].includes(change.kind)
  return isLosing && 'table' in change && typeof change.table === 'string' ? [change.table] : []
}

interface Key {
  readonly from: string
  readonly to: string
}

function keysAdded(change: Change): readonly Key[] {
  if (change.kind === 'add-foreign-key') return [{ from: change.table, to: change.foreignKey.toTable }]
  if (change.kind !== 'create-table') return []
  return change.table.foreignKeys.map(({ toTable }) => ({ from: change.table.name, to: toTable }))
}

/** From the weakest. https://www.postgresql.org/docs/current/explicit-locking.html */
const STRENGTH = [
  'rows',
  'SHARE UPDATE EXCLUSIVE',
  'SHARE',
  'SHARE ROW EXCLUSIVE',
  'metadata lock',
  'ACCESS EXCLUSIVE',
]

/** What is held for no longer than a stronger lock on the same table is not said. */
function strongest(all: readonly Lock[]): readonly Lock[] {
  const once = all.filter((lock, index) => all.findIndex((other) => isSame(lock, other)) === index)
  return once.filter((lock) => !once.some((other) => other !== lock && covers(other, lock)))
}

function isSame(one: Lock, other: Lock): boolean {
  return isOn(one, other) && one.lock === other.lock && one.while === other.while
}

function isOn({ on: one }: Lock, { on: other }: Lock): boolean {
  return one.kind === other.kind && one.name === other.name
}

function covers(one: Lock, other: Lock): boolean {
  const isStronger = STRENGTH.indexOf(one.lock) >= STRENGTH.indexOf(other.lock)
  return isOn(one, other) && isStronger && other.while === 'moment' && other.lock !== 'rows'
}
