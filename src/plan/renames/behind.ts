import { newErrorsIn, type Look } from '../../compat/newly'
import { applyOperation, unapplyAll, type ReplayEnvironment } from '../../django/replay'
import type { Operation } from '../../django/operation'
import { Refusal, orUndefined } from '../../core/errors'
import type { Snapshot } from '../../django/snapshot'
import type { Schema } from '../../django/schema'
import type { Expression } from '../../python/nodes'
import { differences } from '../differences'
import type { Step } from '../plan'
import type { Part, Site } from '../site'
import { splitOperation } from '../strategies'
import { changesValues } from '../unsplit'
import { databaseField, OperationWriter } from '../write-operation'
import { withArguments } from '../../python/build'
import { columnName, tableName } from '../../django/tables'
import { modelKey, type ProjectState } from '../../django/state'
import { physicalTable, settledSchema, type Names } from './names'
import { told, toldOperations } from './told'

/**
 * An operation that comes after a rename of the same migration, worked out in two worlds. In the physical one Django
 * is told that what was renamed is still where old code has it: what is done to the database now is done there. In the
 * settled one the rename is done, as it will be when the database migration comes to what is put off.
 *
 * @returns undefined where the operation does the same with or without the renames: it stays as it is written
 */
export function behindRenames(operation: Operation, names: Names, site: Site): Part | undefined {
  const { before, environment, options } = site
  const write = new OperationWriter(site, operation.place)
  const telling = toldOperations(names, before.state, options.dialect, write)
  const physical = { state: write.stateAfter(telling, before.state), schema: before.schema }
  const there = told(operation, names, before.state, environment.app, options.dialect, write)
  const after = orUndefined(() => applyOperation(there, physical, environment))
  if (after === undefined) throw notFollowed(operation)
  if (isIndifferent({ operation, before }, { operation: there, before: physical }, environment))
    return undefined
  if (after.schema === physical.schema) return NOTHING
  if (isSafe(there, physical, after, site)) {
    return { ...NOTHING, database: [...tell(telling, write), { operation: there, comment: [] }] }
  }
  const now = splitOperation(there, { ...site, before: physical })
  const renamed = withNewName(operation, names, before.state, site, write)
  const settled = { state: renamed, schema: settledSchema(before.schema, names) }
  const later = splitOperation(operation, { ...site, before: settled })
  const database = now.database.length === 0 ? [] : [...tell(telling, write), ...now.database]
  return { ...later, database }
}

/** An AlterField that renames its column as well: what else it does comes once that has its new name. */
function withNewName(
  operation: Operation,
  names: Names,
  state: ProjectState,
  { environment: { app }, options: { dialect } }: Site,
  write: OperationWriter,
): ProjectState {
  if (operation.kind !== 'AlterField') return state
  const model = state.models.get(modelKey(app, operation.model))
  const field = model?.fields.get(operation.field.name)
  if (model === undefined || field?.kind === 'many-to-many' || field === undefined) return state
  const table = physicalTable(names, tableName(model, dialect))
  const to = names.columns.find((each) => each.table === table && each.from === columnName(field))?.to
  if (to === undefined) return state
  const call = withArguments(databaseField(field), { db_column: write.build.string(to) })
  return write.stateAfter([write.alterField(operation.model, field.name, call)], state)
}

/** Nothing is done to the database, now or later. */
export const NOTHING: Part = { database: [], deferred: [], changes: [], notes: [] }

function tell(telling: readonly Expression[], write: OperationWriter): readonly Step[] {
  if (telling.length === 0) return []
  return [
    write.step(write.separate({ state: telling }), [
      'Where the database has it for now; the models do not change.',
    ]),
  ]
}

/** What is done to something that is renamed further up, where the database still has it, does not fit it there. */
export function notFollowed({ kind, place }: Operation): Refusal {
  return new Refusal({
    code: 'renamed',
    reason: `${kind} is about something that this migration renames, and cannot be done to it under its old name`,
    wayOut: 'put it in a migration of its own, for a release before or after',
    place,
  })
}

interface Done {
  readonly operation: Operation
  readonly before: Snapshot
}

/** Whether an operation does the same there and back, whether Django is told or not. */
function isIndifferent(plain: Done, told: Done, environment: ReplayEnvironment): boolean {
  const [one, other] = [plain, told].map(({ operation, before }) =>
    orUndefined(() => {
      const after = applyOperation(operation, before, environment)
      const back = unapplyAll([operation], before.state, after, environment)
      return { there: after.schema, back: back.schema }
    }),
  )
  if (one === undefined || other === undefined) return false
  return isSame(one.there, other.there) && isSame(one.back, other.back)
}

function isSame(one: Schema, other: Schema): boolean {
  return one === other || differences(one, other).length === 0
}

/** Old code can live with what it does, where that is. */
function isSafe(operation: Operation, before: Snapshot, after: Snapshot, site: Site): boolean {
  const { start, options, environment } = site
  if (changesValues(operation, before, environment.app)) return false
  const look = ({ schema, state }: Snapshot): Look => ({ state: start.state, schema, other: state })
  return newErrorsIn(look(before), look(after), { colour: 'old', strict: options.strict }).length === 0
}
