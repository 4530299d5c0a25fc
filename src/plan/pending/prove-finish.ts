import { newErrorsIn, type Look } from '../../compat/newly'
import { Refusal } from '../../core/errors'
import type { Place } from '../../core/span'
import { applyOperation, unapplyAll, type ReplayEnvironment } from '../../django/replay'
import type { Snapshot } from '../../django/snapshot'
import type { ProjectState } from '../../django/state'
import { describeViolation } from '../describe'
import { differences } from '../differences'
import type { Step } from '../plan'
import { stateDifferences, withNamesOf } from '../proof'
import type { PlanOptions } from '../site'

/** A database migration as it will run where the history has come to. */
export interface Finish {
  readonly environment: ReplayEnvironment
  readonly options: PlanOptions
  readonly place: Place
  readonly later: readonly Step[]
  readonly atomic: boolean
  /** Models and schema when it begins, as they are, and as they would be had the first half not been one. */
  readonly ending: Snapshot
  readonly wanted: Snapshot
  /** The migrations that can only run after it. */
  readonly rest: (end: Snapshot) => Snapshot
  /** The models of code from before the first half. */
  readonly blue: ProjectState
}

/**
 * Proves, by replaying just what will be written, that a database migration ends where the unsplit history would have
 * ended, leaves the models alone, breaks no code that is live while it runs, and undoes itself.
 *
 * Throws `proof-failed`, or what an operation is refused for.
 */
export function proveFinish(finish: Finish): void {
  const { environment, ending, wanted, rest } = finish
  const operations = finish.later.map((step) => step.operation)
  let current = ending
  for (const operation of operations) {
    current = applyOperation(operation, current, environment)
    if (!finish.atomic) demandAlive(finish, current)
  }
  demandAlive(finish, current)
  const [end, aim] = [rest(current).schema, rest(wanted).schema]
  demand(finish, 'it does not end where the unsplit migration does', differences(withNamesOf(aim, end), aim))
  demand(finish, 'it changes the models', stateDifferences(current.state, ending.state))
  const undone = unapplyAll(operations, ending.state, current, environment).schema
  demand(finish, 'it does not undo itself', differences(undone, ending.schema))
}

/** Code that is live meanwhile has the models of the last migration. */
function demandAlive(finish: Finish, { schema }: Snapshot): void {
  const { ending, options, blue } = finish
  const look = (at: Snapshot['schema']): Look => ({ state: ending.state, schema: at, other: blue })
  const errors = newErrorsIn(look(ending.schema), look(schema), { colour: 'new', strict: options.strict })
  demand(
    finish,
    'the code that is live cannot live with it',
    errors.map((each) => describeViolation(each, 'that code')),
  )
}

function demand({ place }: Finish, what: string, found: readonly string[]): void {
  if (found.length === 0) return
  throw new Refusal({
    code: 'proof-failed',
    reason: `${what} (${found.slice(0, 3).join('; ')})`,
    wayOut: 'write it by hand, beginning with makemigrations --empty',
    place,
  })
}
