import { compatible } from '../compat/compatible'
import { newViolations, type Violation } from '../compat/violation'
import type { Operation } from '../django/operation'
import { applyOperation, type ReplayEnvironment } from '../django/replay'
import type { Snapshot } from '../django/snapshot'
import type { PlanOptions } from './site'

/** One operation as it is written, and what it does to old code. */
export interface UnsplitStep {
  readonly operation: Operation
  readonly before: Snapshot
  readonly after: Snapshot
  /** What old code cannot live with once it has run. */
  readonly errors: readonly Violation[]
  readonly notes: readonly Violation[]
}

/**
 * The migration as it is, operation by operation, with what each breaks: an operation is unsafe exactly when old code
 * cannot live with what it leaves.
 */
export function unsplitSteps(
  operations: readonly Operation[],
  start: Snapshot,
  environment: ReplayEnvironment,
  options: PlanOptions,
): readonly UnsplitStep[] {
  const steps: UnsplitStep[] = []
  const violations = (snapshot: Snapshot): readonly Violation[] =>
    compatible(start.state, snapshot.schema, { colour: 'old', strict: options.strict })
  let [before, known] = [start, violations(start)]
  for (const operation of operations) {
    const after = applyOperation(operation, before, environment)
    const found = after.schema === before.schema ? known : violations(after)
    const fresh = newViolations(known, found)
    const [errors, notes] = [fresh.filter(isError), fresh.filter((each) => !isError(each))]
    steps.push({ operation, before, after, errors, notes })
    ;[before, known] = [after, found]
  }
  return steps
}

function isError({ severity }: Violation): boolean {
  return severity === 'error'
}
