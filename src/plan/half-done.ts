import { Refusal } from '../core/errors'
import { newlyBroken } from '../compat/newly'
import { violationKey, type Rule, type Violation } from '../compat/violation'
import type { Snapshot } from '../django/snapshot'
import { describeViolation } from './describe'
import type { PlanOptions } from './site'
import type { UnsplitStep } from './unsplit'

/** What a first half leaves behind when it only moves the state. */
const LEFT_BEHIND: ReadonlySet<Rule> = new Set<Rule>(['insert', 'insert-twice', 'parent-delete'])

/** A hand-made half, and what of its own doing new code cannot live with, now and at the end of the migration. */
export interface LeftBehind {
  readonly half: UnsplitStep
  readonly left: readonly [Violation, ...Violation[]]
}

/**
 * The halves that move the state alone, while a column still wants a value, or a key still holds rows that new code
 * deletes. Of what a half leaves counts what is so at the end: an operation after it may put it right.
 */
export function leftBehind(
  start: Snapshot,
  steps: readonly UnsplitStep[],
  { strict }: Pick<PlanOptions, 'strict'>,
): readonly LeftBehind[] {
  const halves = steps.filter(
    ({ operation, before, after }) =>
      operation.kind === 'SeparateDatabaseAndState' && before.state !== after.state,
  )
  const end = steps.at(-1)?.after
  if (halves.length === 0 || end === undefined) return []
  const fresh = (before: Snapshot, after: Snapshot): readonly Violation[] =>
    newlyBroken(before, after, { colour: 'new', strict })
  const remaining = fresh(start, end).filter(({ rule }) => LEFT_BEHIND.has(rule))
  if (remaining.length === 0) return []
  const keys = new Set(remaining.map(violationKey))
  return halves.flatMap((half) => {
    const own = fresh(half.before, half.after)
    const [first, ...rest] = own.filter((violation) => keys.has(violationKey(violation)))
    return first === undefined ? [] : [{ half, left: [first, ...rest] as const }]
  })
}

/**
 * Throws `rule-left-behind` where a `SeparateDatabaseAndState` leaves something that new code cannot live with, whether
 * old code can live with the migration or not: a split would keep that half as it is written.
 */
export function refuseHalfDone(start: Snapshot, steps: readonly UnsplitStep[], options: PlanOptions): void {
  const [first] = leftBehind(start, steps, options)
  if (first === undefined) return
  throw new Refusal({
    code: 'rule-left-behind',
    reason: `new code cannot live with what this leaves: ${describeViolation(first.left[0], 'new code')}`,
    wayOut: 'write the plain operation, as makemigrations does, and let bgsplit split it',
    place: first.half.operation.place,
  })
}
