import { Refusal } from '../core/errors'
import { newlyBroken } from '../compat/newly'
import type { Rule } from '../compat/violation'
import type { Snapshot } from '../django/snapshot'
import { describeViolation } from './describe'
import type { PlanOptions } from './site'
import type { UnsplitStep } from './unsplit'

/** What a first half leaves behind when it only moves the state. */
export const LEFT_BEHIND: ReadonlySet<Rule> = new Set<Rule>(['insert', 'insert-twice', 'parent-delete'])

/**
 * Throws `rule-left-behind` where a migration that old code can live with leaves something that new code cannot: a
 * `SeparateDatabaseAndState` that lets a field go of the state, while its column still wants a value.
 */
export function refuseHalfDone(start: Snapshot, steps: readonly UnsplitStep[], options: PlanOptions): void {
  const halves = steps.filter(
    ({ operation, before, after }) =>
      operation.kind === 'SeparateDatabaseAndState' && before.state !== after.state,
  )
  const [half] = halves
  const end = steps.at(-1)?.after
  if (half === undefined || end === undefined) return
  const found = newlyBroken(start, end, { colour: 'new', strict: options.strict })
  const left = found.find(({ rule }) => LEFT_BEHIND.has(rule))
  if (left === undefined) return
  throw new Refusal({
    code: 'rule-left-behind',
    reason: `new code cannot live with what this leaves: ${describeViolation(left, 'new code')}`,
    wayOut: 'write the plain operation, as makemigrations does, and let bgsplit split it',
    place: half.operation.place,
  })
}
