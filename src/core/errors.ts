import type { Place } from './span'

/**
 * A known failure: bad usage, unreadable input, or a change that cannot be split. The command prints it as one
 * line (`file:line:column: cause; way out`) and exits with 2. Anything else that is thrown is a bug.
 *
 * `code` is stable and is what tests and tools match on; `cause` says what is wrong and `wayOut` what to do.
 */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly code: RefusalCode
  readonly reason: string
  readonly wayOut: string
  readonly place: Place | undefined
  /** The file or folder, where there is no text to point into. */
  readonly path: string | undefined

  constructor(facts: RefusalFacts) {
    super(`${facts.reason}; ${facts.wayOut}`, { cause: facts.cause })
    this.code = facts.code
    this.reason = facts.reason
    this.wayOut = facts.wayOut
    this.place = facts.place
    this.path = facts.path
  }
}

export interface RefusalFacts {
  readonly code: RefusalCode
  readonly reason: string
  readonly wayOut: string
  readonly place?: Place | undefined
  readonly path?: string | undefined
  /** What it was made of. */
  readonly cause?: Refusal
}

/** Every reason for which bgsplit refuses. Documented in docs/codes.md; a test holds the two together. */
export const REFUSAL_CODES = [
  'usage',
  'config',
  'baseline',
  'not-found',
  'unreadable',
  'write-failed',
  'not-utf8',
  'not-python',
  'not-a-migration',
  'no-history',
  'git',
  'showmigrations',
  'missing-dependency',
  'several-leaves',
  'squashed',
  'circular-dependency',
  'ambiguous-app',
  'unknown-model',
  'unknown-field',
  'not-applicable',
  'opaque-operations',
  'primary-key',
  'no-default',
  'type-change',
  'renamed',
  'name-comes-back',
  'rule-left-behind',
  'no-strategy',
  'local-name',
  'table-rebuild',
  'proof-failed',
  'other-database',
  'template',
  'not-finished',
  'not-live',
] as const

export type RefusalCode = (typeof REFUSAL_CODES)[number]

/** What an attempt comes to; undefined where it is refused. All else that is thrown is thrown on. */
export function orUndefined<T>(attempt: () => T): T | undefined {
  try {
    return attempt()
  } catch (error) {
    if (error instanceof Refusal) return undefined
    throw error
  }
}
