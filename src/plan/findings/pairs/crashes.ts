import type { Refusal } from '../../../core/errors'
import type { Finding } from '../../../core/finding'
import type { Operation } from '../../../django/operation'
import type { Snapshot } from '../../../django/snapshot'
import { modelKey } from '../../../django/state'
import { isPending, subjectOfLetGo, type LetGo } from '../let-go'
import { findingAt, type FindingSite } from '../site'

/**
 * A half written by hand with an operation of Django's on what the state has let go of: `database_operations` begin with
 * the state that there is, so that Django does not find it there (`SeparateDatabaseAndState.database_forwards`,
 * django/db/migrations/operations/special.py). Seen in public projects.
 *
 * @param refusal why the operation cannot be followed: `unknown-field` or `unknown-model`
 */
export function crash(
  site: FindingSite,
  operation: Operation,
  before: Snapshot,
  refusal: Refusal,
): Finding | undefined {
  if (refusal.code !== 'unknown-field' && refusal.code !== 'unknown-model') return undefined
  const culprit = within(operation).find(({ place }) => place === refusal.place) ?? operation
  const gone = site.letGo.findLast((each) => isAbout(culprit, each, site) && isPending(each, before.schema))
  if (gone === undefined) return undefined
  return findingAt(site, operation, before, {
    rule: 'crashes',
    message: `migrate stops here with a ${exceptionOf(culprit, gone)}: ${culprit.kind} looks for ${subjectOfLetGo(gone)} in the models, and ${gone.by} has taken it out of them`,
    fix: fixOf(gone),
  })
}

/** Tried on Django 5.2: a model that is gone is a KeyError whatever is done to it. */
function exceptionOf({ kind }: Operation, { field }: LetGo): string {
  return field === undefined || kind === 'RemoveField' ? 'KeyError' : 'FieldDoesNotExist'
}

function fixOf(gone: LetGo): string {
  const [taken, made] = gone.field === undefined ? ['DROP TABLE', 'CreateModel'] : ['DROP COLUMN', 'AddField']
  return (
    `write the ${taken} with migrations.RunSQL, as bgsplit finish does; or put ` +
    `SeparateDatabaseAndState(state_operations=[${made} of what it was]) before it in database_operations`
  )
}

function isAbout(operation: Operation, { key, field }: LetGo, { migration }: FindingSite): boolean {
  const model = operation.kind === 'RenameModel' ? operation.from : modelOf(operation)
  if (model === undefined || modelKey(migration.app, model) !== key) return false
  return field === undefined || field === fieldOf(operation)
}

function modelOf(operation: Operation): string | undefined {
  return 'model' in operation ? operation.model : undefined
}

function fieldOf(operation: Operation): string | undefined {
  switch (operation.kind) {
    case 'RemoveField':
      return operation.name
    case 'AlterField':
      return operation.field.name
    case 'RenameField':
      return operation.from
    default:
      return undefined
  }
}

/** An operation and those in its halves. */
function within(operation: Operation): readonly Operation[] {
  switch (operation.kind) {
    case 'SeparateDatabaseAndState':
      return [...operation.stateOperations, ...operation.databaseOperations].flatMap(within)
    case 'RunSQL':
      return [operation, ...operation.stateOperations.flatMap(within)]
    default:
      return [operation]
  }
}
