import type { Dialect } from '../core/dialect'
import type { Change } from '../django/changes'
import { CAPABILITIES } from './dialect'
import { isInlineCheck, isInlineUnique } from './inline'

/** A change, and what one and the same statement says along with it. */
export interface Folded {
  readonly change: Change
  /** In the order in which they happen, the change itself among them. */
  readonly all: readonly Change[]
}

type AddColumn = Extract<Change, { kind: 'add-column' }>

/**
 * Puts together what one statement says: rules that are declared with a column (unless they are `apart`), keys and the
 * column that they are dropped with, and on MariaDB the checks that go and come with MODIFY.
 */
export function fold(changes: readonly Change[], dialect: Dialect, apart: boolean): readonly Folded[] {
  const owners = changes.map((_, index) => ownerOf(changes, index, dialect, apart))
  return changes.flatMap((change, index): readonly Folded[] => {
    if (owners[index] !== undefined) return []
    const all = changes.filter((_, other) => other === index || owners[other] === index)
    return [{ change, all }]
  })
}

/** The index of the change that says this one too. */
function ownerOf(
  changes: readonly Change[],
  index: number,
  dialect: Dialect,
  apart: boolean,
): number | undefined {
  const change = changes[index]
  if (change?.kind === 'drop-constraint' && mayBeKey(change)) {
    const next = changes.findIndex((other, at) => at > index && !isKeyDrop(other, change.table))
    const column = changes[next]
    if (column?.kind === 'drop-column' && column.table === change.table) return next
  }
  if (change?.kind === 'drop-constraint' || change?.kind === 'add-check') {
    const modified = modifiedBefore(changes, index, dialect)
    if (modified !== undefined) return modified
  }
  if (apart || change === undefined) return undefined
  const added = changes.findLastIndex(
    (other, at) => at < index && other.kind === 'add-column' && isRuleOf(change, other, dialect),
  )
  return added < 0 ? undefined : added
}

type DropConstraint = Extract<Change, { kind: 'drop-constraint' }>

function mayBeKey({ of }: DropConstraint): boolean {
  return of === undefined || of === 'foreignKeys'
}

function isKeyDrop(change: Change, table: string): boolean {
  return change.kind === 'drop-constraint' && change.table === table && mayBeKey(change)
}

function isRuleOf(change: Change, { table, column }: AddColumn, dialect: Dialect): boolean {
  if (!('table' in change) || change.table !== table) return false
  if (change.kind === 'add-unique') return isInlineUnique(change.unique, table, column.name, dialect)
  return change.kind === 'add-check' && isInlineCheck(change.check, table, column.name, dialect)
}

/** Checks of a column that was changed right before: they stand in its definition. */
function modifiedBefore(changes: readonly Change[], index: number, dialect: Dialect): number | undefined {
  if (!CAPABILITIES[dialect].modifyDropsChecks) return undefined
  const at = changes.findLastIndex((other, place) => place < index && !isColumnCheck(other))
  const owner = changes[at]
  const change = changes[index]
  if (owner?.kind !== 'alter-column' || change === undefined || !('table' in change)) return undefined
  return isColumnCheck(change) && change.table === owner.table ? at : undefined
}

function isColumnCheck(change: Change): boolean {
  if (change.kind === 'add-check') return change.check.inColumn === true
  return change.kind === 'drop-constraint' && change.of === 'checks'
}
