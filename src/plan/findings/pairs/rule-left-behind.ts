import type { Violation } from '../../../compat/violation'
import type { Finding } from '../../../core/finding'
import { describeViolation } from '../../describe'
import { leftBehind } from '../../half-done'
import type { UnsplitStep } from '../../unsplit'
import { findingAt, type FindingSite } from '../site'

/** Told of the operation that lets go. */
export function rulesLeftBehind(site: FindingSite, steps: readonly UnsplitStep[]): readonly Finding[] {
  return leftBehind(site.history.start, steps, site.options).map(({ half, left }) =>
    findingAt(site, half.operation, half.before, factsOf(left)),
  )
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
