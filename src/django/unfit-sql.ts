import { Refusal } from '../core/errors'
import type { Operation } from './operation'
import { applyOperation, type ReplayEnvironment } from './replay'
import type { Snapshot } from './snapshot'

/** What an operation does, as far as it can be followed. */
export interface Followed {
  /** Without the SQL that cannot. */
  readonly operation: Operation
  readonly after: Snapshot
}

/**
 * Applies an operation without the SQL in it that does not fit the schema: somebody ran it, or will. It may be about
 * sequences, which PostgreSQL renames by ALTER TABLE, about names that an older Django gave, or about tables that Python
 * has made.
 *
 * @throws Refusal as `applyOperation` does, for anything but such SQL
 */
export function applyFitting(
  operation: Operation,
  before: Snapshot,
  environment: ReplayEnvironment,
): Followed {
  try {
    return { operation, after: applyOperation(operation, before, environment) }
  } catch (error) {
    if (!(error instanceof Refusal) || error.code !== 'not-applicable') throw error
    const { reason, place } = error
    const rest = place === undefined ? operation : withoutSql(operation, place)
    if (place === undefined || rest === operation) throw error
    environment.record?.({ what: reason, place })
    return applyFitting(rest, before, environment)
  }
}

/** With SQL of which nothing is known, where it stands there; else the operation itself. */
function withoutSql(operation: Operation, place: Operation['place']): Operation {
  if (operation.kind === 'RunSQL') {
    const isIt = operation.place === place && operation.sql !== undefined
    return isIt ? { ...operation, sql: undefined, reverseSql: undefined } : operation
  }
  if (operation.kind !== 'SeparateDatabaseAndState') return operation
  const told = operation.databaseOperations
  const rest = told.map((each) => withoutSql(each, place))
  return rest.every((each, index) => each === told[index])
    ? operation
    : { ...operation, databaseOperations: rest }
}
