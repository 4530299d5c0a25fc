import { Refusal } from '../core/errors'
import { withEntry } from '../core/persistent-map'
import type { Operation } from '../django/operation'
import { applyOperation, type ReplayEnvironment } from '../django/replay'
import { isOverlapKey } from '../django/schema'
import type { Snapshot } from '../django/snapshot'
import type { History } from '../django/snapshot-before'
import { applyFitting, type Followed } from '../django/unfit-sql'
import { isOfSplit } from './of-split'

/**
 * An operation as it is written, on the schema that the history makes; without SQL of the user's that does not fit that.
 *
 * @param passed what of the history is not known
 * @throws Refusal `not-applicable` where it does not fit
 */
export function applyAsWritten(
  operation: Operation,
  before: Snapshot,
  environment: ReplayEnvironment,
  passed: History['passed'],
): Followed {
  try {
    if (!isOfSplit(operation.place.file)) return applyFitting(operation, before, environment)
    return { operation, after: applyOperation(operation, before, environment) }
  } catch (error) {
    if (!(error instanceof Refusal) || error.code !== 'not-applicable') throw error
    const free = withoutOverlapKeys(operation, before)
    if (free === undefined) throw doesNotFit(operation, error, passed)
    const { after } = applyAsWritten(operation, free, environment, passed)
    return { operation, after: withOverlapKeys(after, before) }
  }
}

/** Django's own operations fail now and then on what makemigrations writes: then nobody can say what a split ends in. */
function doesNotFit({ kind, place }: Operation, cause: Refusal, passed: History['passed']): Refusal {
  const isSure = passed.length === 0
  return new Refusal({
    code: 'not-applicable',
    reason: isSure
      ? `migrate would fail on this ${kind} as it is written: ${cause.reason}`
      : `this ${kind} does not fit the database, as far as the migrations before it can be followed: ${cause.reason}`,
    wayOut: isSure
      ? 'change the order of the operations, or the migrations before, until migrate runs it, and split it then'
      : 'where migrate runs it, SQL or Python before it has done what cannot be read: write both halves by hand',
    place,
    cause,
  })
}

/**
 * A model is deleted that a key of an overlap points at: of a field that another migration removes, and whose column
 * waits for its own database migration. MySQL drops no table so. Had nothing been split, the key would be gone by now;
 * undefined where there is none.
 */
function withoutOverlapKeys(operation: Operation, { schema, ...others }: Snapshot): Snapshot | undefined {
  const tables = [...schema.tables.values()].filter(({ foreignKeys }) => foreignKeys.some(isOverlapKey))
  if (operation.kind !== 'DeleteModel' || tables.length === 0) return undefined
  const freed = tables.reduce((all, table) => {
    const foreignKeys = table.foreignKeys.filter((key) => !isOverlapKey(key))
    return withEntry(all, table.name, { ...table, foreignKeys })
  }, schema.tables)
  return { ...others, schema: { ...schema, tables: freed } }
}

/** They stay, pointing at nothing, for the database migration that drops them. */
function withOverlapKeys(after: Snapshot, before: Snapshot): Snapshot {
  const tables = [...before.schema.tables.values()]
    .filter(({ name, foreignKeys }) => foreignKeys.some(isOverlapKey) && after.schema.tables.has(name))
    .reduce((all, table) => withEntry(all, table.name, table), after.schema.tables)
  return { ...after, schema: { ...after.schema, tables } }
}
