import type { Refusal } from '../../../core/errors'
import { orUndefined } from '../../../core/errors'
import type { Finding } from '../../../core/finding'
import { applyToState } from '../../../django/apply-state'
import type { Operation } from '../../../django/operation'
import type { Snapshot } from '../../../django/snapshot'
import type { ProjectState } from '../../../django/state'
import { isPending, nameOfLetGo, subjectOfLetGo, type LetGo } from '../let-go'
import { findingAt, namesOfModels, type FindingSite } from '../site'

/**
 * An operation that makes a column or table whose name the database still has: an earlier migration has taken the old
 * one out of the state alone, and its database half has not run.
 *
 * @param refusal why the database would refuse it: `not-applicable`
 */
export function nameThatComesBack(
  site: FindingSite,
  operation: Operation,
  before: Snapshot,
  refusal: Refusal,
): Finding | undefined {
  const after = refusal.code === 'not-applicable' ? stateAfter(operation, before, site) : undefined
  if (after === undefined) return undefined
  const [was, is] = [before.state, after].map((state) => namesOfModels(state, site.options))
  const isNew = (name: string): boolean => is?.has(name) === true && was?.has(name) !== true
  const gone = site.letGo.findLast((each) => isPending(each, before.schema) && isNew(nameOfLetGo(each)))
  return gone && findingAt(site, operation, before, factsOf(gone))
}

function factsOf(gone: LetGo): { rule: string; message: string; fix: string } {
  const option = gone.column === undefined ? 'db_table' : 'db_column'
  return {
    rule: 'name-comes-back',
    message: `migrate fails here: ${nameOfLetGo(gone)} is still in the database, since ${gone.by} has taken ${subjectOfLetGo(gone)} out of the models alone`,
    fix: `let the database half that drops the old one run in a release before, or give the new one a ${option} of its own`,
  }
}

function stateAfter(
  operation: Operation,
  { state }: Snapshot,
  { environment }: FindingSite,
): ProjectState | undefined {
  return orUndefined(() => applyToState(operation, environment.app, state))
}
