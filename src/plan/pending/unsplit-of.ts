import { textOf } from '../../core/span'
import type { Migration } from '../../django/migration'
import type { Operation, OperationOf } from '../../django/operation'
import type { Snapshot } from '../../django/snapshot'
import { OperationWriter } from '../write-operation'

/** What of a first half besides its state operations is taken to be its own work, and not just the way to the overlap. */
interface Reading {
  /** SQL that stands by itself: else it is an index of a twin, or the like. */
  readonly keepsSql: boolean
  /** Changes of the database alone: else they relax what is let go. */
  readonly keepsDatabase: boolean
  /** A `SeparateDatabaseAndState` of which nothing is pending: else it is a part of the same change. */
  readonly keepsSettled: boolean
  /** How fields are changed and added in the database stands, and what the models have is a further change. */
  readonly relaxesFirst?: true
}

const READINGS: readonly Reading[] = [
  { keepsSql: false, keepsDatabase: false, keepsSettled: false },
  { keepsSql: true, keepsDatabase: false, keepsSettled: false },
  { keepsSql: false, keepsDatabase: true, keepsSettled: false },
  { keepsSql: true, keepsDatabase: true, keepsSettled: false },
  { keepsSql: false, keepsDatabase: false, keepsSettled: true },
  { keepsSql: true, keepsDatabase: true, keepsSettled: true },
  { keepsSql: false, keepsDatabase: false, keepsSettled: true, relaxesFirst: true },
  { keepsSql: true, keepsDatabase: true, keepsSettled: true, relaxesFirst: true },
]

/**
 * A first half as it would have been without a second one: its state operations done to the database as well, and
 * without what was done to the database in their place. Nobody says which of the rest belongs to that: there are
 * several readings, the likeliest first, and a proof tells which is right.
 *
 * @param pending the operations of which something is pending
 * @param before for the settings of the project
 */
export function unsplitReadings(
  migration: Migration,
  pending: ReadonlySet<Operation>,
  before: Snapshot,
): readonly Migration[] {
  const found = READINGS.map((reading) =>
    migration.operations.flatMap((operation) => {
      const write = new OperationWriter({ migration, before }, operation.place)
      return unsplit(operation, reading, pending, write)
    }),
  )
  const module = { ...migration.module, names: namesWithout(migration) }
  return found
    .filter((operations, index) => found.findIndex((other) => isSame(other, operations)) === index)
    .map((operations) => ({ ...migration, module, operations }))
}

function isSame(one: readonly Operation[], other: readonly Operation[]): boolean {
  return one.length === other.length && one.every((operation, index) => operation === other[index])
}

function unsplit(
  operation: Operation,
  reading: Reading,
  pending: ReadonlySet<Operation>,
  write: OperationWriter,
): readonly Operation[] {
  switch (operation.kind) {
    case 'RunPython':
      return []
    case 'RunSQL':
      return reading.keepsSql || operation.stateOperations.length > 0 ? [operation] : []
    case 'SeparateDatabaseAndState': {
      const { stateOperations } = operation
      if (stateOperations.length === 0) return reading.keepsDatabase ? [operation] : []
      if (reading.keepsSettled && !pending.has(operation)) return [operation]
      return reading.relaxesFirst === true ? relaxedFirst(operation, write) : stateOperations
    }
    default:
      return [operation]
  }
}

/** What the database half makes of a field, and then what the models make of that. */
function relaxedFirst(
  { stateOperations, databaseOperations }: OperationOf<'SeparateDatabaseAndState'>,
  write: OperationWriter,
): readonly Operation[] {
  const relaxed = databaseOperations.filter(({ kind }) => kind === 'AddField' || kind === 'AlterField')
  const isAdded = (operation: OperationOf<'AddField'>): boolean =>
    relaxed.some(
      (each) =>
        each.kind === 'AddField' &&
        each.model.toLowerCase() === operation.model.toLowerCase() &&
        each.field.name === operation.field.name,
    )
  const rest = stateOperations.map((operation) =>
    operation.kind === 'AddField' && isAdded(operation)
      ? write.step(write.alterField(operation.model, operation.field.name, operation.field.source)).operation
      : operation,
  )
  return [...relaxed, ...rest]
}

/** The functions that fill rows are the first half's own, and so is that its batches are transactions of their own. */
function namesWithout({ module, operations }: Migration): Migration['module']['names'] {
  const run = operations.filter(({ kind }) => kind === 'RunPython').map(({ place }) => textOf(place))
  const words = new Set(run.flatMap((text) => text.match(/[\p{L}_][\p{L}\p{M}\p{N}_]*/gu) ?? []))
  return new Map([...module.names].filter(([name]) => name !== 'atomic' && !words.has(name)))
}
