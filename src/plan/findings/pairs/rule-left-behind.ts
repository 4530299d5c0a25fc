import { newlyBroken } from '../../../compat/newly'
import { violationKey, type Violation } from '../../../compat/violation'
import type { Finding } from '../../../core/finding'
import type { Snapshot } from '../../../django/snapshot'
import { describeViolation } from '../../describe'
import { LEFT_BEHIND } from '../../half-done'
import type { UnsplitStep } from '../../unsplit'
import { findingAt, type FindingSite } from '../site'

/**
 * A first half that moves the state alone: its column still wants a value, a key still holds rows that new code
 * deletes. Told of the operation that lets go, by what is so at the end of the migration: an operation after it may put
 * it right.
 */
export function rulesLeftBehind(site: FindingSite, steps: readonly UnsplitStep[]): readonly Finding[] {
  const halves = steps.filter(
    ({ operation, before, after }) =>
      operation.kind === 'SeparateDatabaseAndState' && before.state !== after.state,
  )
  const end = steps.at(-1)?.after
  if (halves.length === 0 || end === undefined) return []
  const fresh = (before: Snapshot, after: Snapshot): readonly Violation[] =>
    newlyBroken(before, after, { colour: 'new', strict: site.options.strict })
  const left = fresh(site.history.start, end).filter(({ rule }) => LEFT_BEHIND.has(rule))
  if (left.length === 0) return []
  const keys = new Set(left.map(violationKey))
  return halves.flatMap((step) => {
    const own = fresh(step.before, step.after)
    const found = own.filter((violation) => keys.has(violationKey(violation)))
    return found.length === 0 ? [] : [findingAt(site, step.operation, step.before, factsOf(found))]
  })
}

function factsOf(left: readonly Violation[]): { rule: string; message: string; fix: string } {
  return {
    rule: 'rule-left-behind',
    message: `new code cannot live with what this first half leaves: ${left
      .map((each) => describeViolation(each, 'new code'))
      .join('; ')}`,
    fix: left.some(({ rule }) => rule === 'insert')
      ? 'give the column a default of the database, or NULL, before the state lets it go; or write the plain operation, as makemigrations does, and let bgsplit split it'
      : 'write the plain operation, as makemigrations does, and let bgsplit split it',
  }
}
