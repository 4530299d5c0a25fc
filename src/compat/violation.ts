import type { ModelKey } from '../django/state'

/** What code cannot live with, by the rule it breaks; the numbers are those of docs/design.md. */
export const RULES = [
  'missing-table', // 1
  'missing-column', // 1
  'column-type', // 1
  'twin', // 1: what is kept equal to a column does not take what the code writes to that
  'insert', // 2: a column the code does not know must be filled
  'insert-null', // 2: the code may write NULL where the column takes none
  'missing-default', // 2: the code leaves it to the database
  'insert-twice', // 3
  'parent-delete', // 4: a key of a column or table that the code does not know
  'dangling-key', // 4: nothing keeps the rows whole that the code reads
  'stricter-rule', // 5
  'shorter-column', // 5
  'reads-null', // 7
  'missing-unique', // 7
  'new-key', // 7
] as const

export type Rule = (typeof RULES)[number]

/** A thing that one colour's code, as its project state describes it, cannot live with in a schema. */
export interface Violation {
  readonly rule: Rule
  /** `note`: it works, with a difference that a team should know of. */
  readonly severity: 'error' | 'note'
  /** The model of the code whose use of the database breaks. */
  readonly model: ModelKey
  readonly table: string
  /** The column, or the name or columns of the rule or key. */
  readonly subject: string
}

/** Identifies a violation across schemas, so that what was there before can be told from what is new. */
export function violationKey(violation: Violation): string {
  return [violation.rule, violation.model, violation.table, violation.subject].join('|')
}

/** Those of `after` that `before` does not have. */
export function newViolations(
  before: readonly Violation[],
  after: readonly Violation[],
): readonly Violation[] {
  const known = new Set(before.map(violationKey))
  return after.filter((violation) => !known.has(violationKey(violation)))
}

/** Whether code cannot live with it at all. */
export function isError({ severity }: Violation): boolean {
  return severity === 'error'
}

/** What breaks in `after` and did not in `before`. */
export function newErrors(before: readonly Violation[], after: readonly Violation[]): readonly Violation[] {
  return newViolations(before, after).filter(isError)
}
