import { Refusal } from '../core/errors'
import { withEntry } from '../core/persistent-map'
import { columnName } from '../django/columns'
import type { Operation } from '../django/operation'
import { applyOperation, type ReplayEnvironment } from '../django/replay'
import { isOverlapKey } from '../django/schema'
import type { Snapshot } from '../django/snapshot'
import type { History } from '../django/snapshot-before'
import { modelKey } from '../django/state'
import { tableName } from '../django/table-name'
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
    if (free === undefined)
      throw nameOfIndex(operation, before, environment, error) ?? doesNotFit(operation, error, passed)
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
 * Django makes the index of a new field at the end of the migration (`deferred_sql`), when the one of that name may be
 * gone: that of a field that was called so before. Undefined where there is more in the way than that.
 */
function nameOfIndex(
  operation: Operation,
  { state, schema }: Snapshot,
  { app, dialect }: ReplayEnvironment,
  cause: Refusal,
): Refusal | undefined {
  if (operation.kind !== 'AddField') return undefined
  const model = state.models.get(modelKey(app, operation.model))
  const table = model && schema.tables.get(tableName(model, dialect))
  if (table === undefined || table.columns.has(columnName(operation.field))) return undefined
  return new Refusal({
    code: 'name-comes-back',
    reason: `this AddField makes an index under a name that another one has until then: ${cause.reason}`,
    wayOut: 'give the new field another name or db_column, or add it in a migration for a later release',
    place: operation.place,
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
